import { assign, type Choice } from './assignment.js';
import { randomOf } from '../../../test/model/random.js';

/** Tries every way to pair rows with columns. */
function mostGained(choices: readonly (readonly Choice[])[], taken = new Set<number>(), row = 0): number {
  const own = choices[row];
  if (!own) return 0;
  const alone = mostGained(choices, taken, row + 1);
  const paired = own
    .filter(({ column }) => !taken.has(column))
    .map(({ column, gain }) => gain + mostGained(choices, new Set([...taken, column]), row + 1));
  return Math.max(alone, ...paired);
}

function gained(choices: readonly (readonly Choice[])[], columnOf: readonly number[]): number {
  return choices.reduce(
    (sum, own, row) =>
      sum + (own.find(({ column }) => column === columnOf[row])?.gain ?? (columnOf[row] === -1 ? 0 : NaN)),
    0
  );
}

describe('assign', () => {
  it('leaves rows alone that have nothing to choose', () => {
    expect(assign([[], []], 3)).toEqual([-1, -1]);
    expect(assign([], 0)).toEqual([]);
  });

  it('gives up the best pair where two others gain more together', () => {
    const choices = [
      [
        { column: 0, gain: 0.9 },
        { column: 1, gain: 0.8 },
      ],
      [{ column: 0, gain: 0.7 }],
    ];
    expect(assign(choices, 2)).toEqual([1, 0]);
  });

  it('lets a row go where another gains more by its column', () => {
    expect(assign([[{ column: 0, gain: 0.3 }], [{ column: 0, gain: 0.5 }], [{ column: 0, gain: 0.4 }]], 1)).toEqual([
      -1, 0, -1,
    ]);
  });

  it('finds the most that can be gained, as trying everything does', () => {
    const random = randomOf(1);
    for (let round = 0; round < 2000; round++) {
      const columns = Math.floor(random() * 6);
      const choices = Array.from({ length: Math.floor(random() * 7) }, () =>
        Array.from({ length: columns }, (_, column) => ({ column, gain: Math.ceil(random() * 20) / 20 })).filter(
          () => random() < 0.6
        )
      );
      const columnOf = assign(choices, columns);
      const used = columnOf.filter((column) => column !== -1);
      expect(new Set(used).size).toBe(used.length);
      expect(gained(choices, columnOf)).toBeCloseTo(mostGained(choices), 9);
    }
  });
});
