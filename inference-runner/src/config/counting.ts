import { type ConfigProblem, formatKey, type KeyPath } from '@framewatch/service-kit/config';
import type { WrittenConfig } from './schema.js';

/** Returns the streams whose lines cannot be counted: who crosses a line has to be followed. */
export function countingProblems({ streams }: WrittenConfig, origin: (key: KeyPath) => string): ConfigProblem[] {
  return streams.flatMap(({ lines, tracking }, index) => {
    if (tracking.enabled || lines.length === 0) return [];
    const key = ['streams', index, 'lines'];
    const message = 'crossings cannot be counted while `tracking` is off, expected it to be on, or no lines';
    return [{ key: formatKey(key), origin: origin(key), message }];
  });
}
