import { NotFiniteError } from './errors.js';

/** The index of the highest of `count` scores that lie side by side from `start` on. Throws a NotFiniteError when one is NaN. */
export function bestClass(values: Float32Array, start: number, count: number): number {
  let [best, id] = [values[start] ?? 0, 0];
  for (let index = 0; index < count; index += 1) {
    const score = values[start + index] ?? 0;
    if (Number.isNaN(score)) throw new NotFiniteError();
    if (score > best) [best, id] = [score, index];
  }
  return id;
}
