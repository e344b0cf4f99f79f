import { randomOf } from '../../../model/random.js';
import { hota } from './hota.js';
import { mostValuable } from './hungarian.js';
import { idf1 } from './idf1.js';
import { mota } from './mota.js';
import type { Labelled, ScoredFrame } from './types.js';

/** A box of 1 by 1 with its left edge at `x`. */
const at = (id: number, x: number): Labelled => ({ id, rect: { left: x, top: 0, right: x + 1, bottom: 1 } });

/** Two boxes of 1 by 1 that are shifted by this much overlap by (1 - shift) / (1 + shift): by a third for 0.5. */
const HALF = 0.5;
const THIRD_OFF = 1 / 3;

const frames = (truth: Labelled[][], tracked: Labelled[][]): ScoredFrame[] =>
  truth.map((objects, i) => ({ truth: objects, tracked: tracked[i] ?? [] }));

describe('mostValuable', () => {
  const most = (values: number[][], taken = new Set<number>(), row = 0): number => {
    const own = values[row];
    if (!own) return 0;
    const rest = own.flatMap((value, j) =>
      taken.has(j) ? [] : [value + most(values, new Set([...taken, j]), row + 1)]
    );
    return Math.max(most(values, taken, row + 1), ...rest);
  };

  it('finds the largest sum, as trying everything does, whatever the shape', () => {
    const random = randomOf(7);
    for (let round = 0; round < 500; round++) {
      const columns = Math.floor(random() * 6);
      const values = Array.from({ length: Math.floor(random() * 6) }, () =>
        Array.from({ length: columns }, () => Math.floor(random() * 10))
      );
      const columnOf = mostValuable(values);
      const used = columnOf.filter((j) => j !== -1);
      expect(new Set(used).size).toBe(used.length);
      expect(used).toHaveLength(Math.min(values.length, columns));
      expect(columnOf.reduce((sum, j, i) => sum + (j === -1 ? 0 : values[i]![j]!), 0)).toBe(most(values));
    }
  });
});

describe('a tracker that is always right', () => {
  const right = frames([[at(1, 0), at(2, 5)], [at(1, 1)], []], [[at(7, 0), at(8, 5)], [at(7, 1)], []]);

  it('has 1 of everything', () => {
    expect(mota(right)).toEqual({ mota: 1, missed: 0, falsely: 0, switches: 0 });
    expect(idf1(right)).toBe(1);
    expect(hota(right)).toEqual({ hota: 1, detA: 1, assA: 1 });
  });
});

describe('a tracker that sees nothing', () => {
  const blind = frames([[at(1, 0)], [at(1, 0)]], [[], []]);

  it('has 0 of everything', () => {
    expect(mota(blind)).toEqual({ mota: 0, missed: 2, falsely: 0, switches: 0 });
    expect(idf1(blind)).toBe(0);
    expect(hota(blind)).toEqual({ hota: 0, detA: 0, assA: 0 });
  });
});

describe('an object in four frames whose track breaks in the middle', () => {
  const broken = frames(
    [[at(1, 0)], [at(1, 0)], [at(1, 0)], [at(1, 0)]],
    [[at(7, 0)], [at(7, 0)], [at(8, 0)], [at(8, 0)]]
  );

  it('is one switch in four: MOTA 3/4', () => {
    expect(mota(broken)).toEqual({ mota: 3 / 4, missed: 0, falsely: 0, switches: 1 });
  });

  it('has the right id in two frames: IDF1 = 2·2 / (4 + 4)', () => {
    expect(idf1(broken)).toBe(1 / 2);
  });

  it('is found everywhere, and each box shares 2 of 4 frames with its object: HOTA = √(1 · 2/4)', () => {
    const { hota: score, detA, assA } = hota(broken);
    expect([detA, assA]).toEqual([1, 0.5]);
    expect(score).toBeCloseTo(Math.sqrt(0.5), 12);
  });
});

describe('two objects whose tracks change places in the last of three frames', () => {
  const objects = [at(1, 0), at(2, 5)];
  const swapped = frames(
    [objects, objects, objects],
    [
      [at(7, 0), at(8, 5)],
      [at(7, 0), at(8, 5)],
      [at(8, 0), at(7, 5)],
    ]
  );

  it('are two switches in six boxes, four boxes with the right id, and AssA of (4·2/4 + 2·1/5)/6', () => {
    expect(mota(swapped)).toMatchObject({ mota: 1 - 2 / 6, switches: 2 });
    expect(idf1(swapped)).toBeCloseTo(4 / 6, 12);
    expect(hota(swapped).assA).toBeCloseTo((4 * (2 / 4) + 2 * (1 / 5)) / 6, 12);
  });
});

describe('a miss and a false track', () => {
  const mixed = frames([[at(1, 0), at(2, 5)], [at(1, 0)]], [[at(7, 0)], [at(7, 0), at(9, 50)]]);

  it('count one each: MOTA = 1 - 2/3, IDF1 = 2·2 / (3 + 3), DetA = 2 / (3 + 3 - 2)', () => {
    expect(mota(mixed)).toEqual({ mota: 1 - 2 / 3, missed: 1, falsely: 1, switches: 0 });
    expect(idf1(mixed)).toBeCloseTo(2 / 3, 12);
    expect(hota(mixed)).toMatchObject({ detA: 0.5, assA: 1 });
  });
});

describe('boxes that are off', () => {
  it('by half: an overlap of a third, too little for MOTA and IDF1, enough for 6 of the 19 alphas of HOTA', () => {
    const off = frames([[at(1, 0)]], [[at(7, HALF)]]);
    expect(mota(off)).toMatchObject({ mota: -1, missed: 1, falsely: 1 });
    expect(idf1(off)).toBe(0);
    expect(hota(off).hota).toBeCloseTo(6 / 19, 12);
  });

  it('by a third: an overlap of one half, just enough for MOTA and IDF1, and for 10 of the 19', () => {
    const off = frames([[at(1, 0)]], [[at(7, THIRD_OFF)]]);
    expect([mota(off).mota, idf1(off)]).toEqual([1, 1]);
    expect(hota(off).hota).toBeCloseTo(10 / 19, 12);
  });
});

describe('MOTA', () => {
  it('keeps the pair of the frame before, where another fits better and both overlap enough', () => {
    const near = frames([[at(1, 0)], [at(1, 0)]], [[at(7, 0)], [at(7, 0.2), at(8, 0)]]);
    expect(mota(near)).toMatchObject({ switches: 0, falsely: 1 });
  });

  it('counts the switch of an object that was missed in between', () => {
    const gap = frames([[at(1, 0)], [at(1, 0)], [at(1, 0)]], [[at(7, 0)], [], [at(8, 0)]]);
    expect(mota(gap)).toMatchObject({ mota: 1 - 2 / 3, missed: 1, switches: 1 });
  });
});
