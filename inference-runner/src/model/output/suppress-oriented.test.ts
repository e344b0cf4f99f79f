import { randomOf } from '../../../test/model/random.js';
import { Candidates } from './candidates.js';
import { type OrientedBox, orientedSuppression } from './suppress-oriented.js';

function suppress(boxes: OrientedBox[], iou: number, ids = boxes.map(() => 0), most = 300): number[] {
  const candidates = new Candidates();
  ids.forEach((id, row) => candidates.add(id, 1 - row / 100, 0, 0, 1, 1, row));
  const order = boxes.map((_, index) => index);
  return orientedSuppression((row) => boxes[row]!)(candidates, order, iou, most);
}

/** By the paper: covariances of both boxes, Bhattacharyya and Hellinger distance. */
function likeness(one: OrientedBox, other: OrientedBox): number {
  const covariances = ([, , width, height, angle]: OrientedBox) => {
    const [w, h, cos, sin] = [width ** 2 / 12, height ** 2 / 12, Math.cos(angle), Math.sin(angle)];
    return [w * cos * cos + h * sin * sin, w * sin * sin + h * cos * cos, (w - h) * cos * sin] as const;
  };
  const [[a1, b1, c1], [a2, b2, c2]] = [covariances(one), covariances(other)];
  const [a, b, c] = [(a1 + a2) / 2, (b1 + b2) / 2, (c1 + c2) / 2];
  const [dx, dy] = [one[0] - other[0], one[1] - other[1]];
  const determinant = a * b - c * c;
  const mahalanobis = (b * dx * dx - 2 * c * dx * dy + a * dy * dy) / determinant;
  const spans = (a1 * b1 - c1 * c1) * (a2 * b2 - c2 * c2);
  const distance = mahalanobis / 8 + Math.log(determinant / Math.sqrt(spans)) / 2;
  return 1 - Math.sqrt(1 - Math.exp(-distance));
}

describe('suppressing oriented boxes', () => {
  const LONG: OrientedBox = [100, 100, 120, 12, Math.PI / 4];

  it('leaves out the same box, turned by half a turn or with its sides exchanged as well', () => {
    const turned: OrientedBox = [100, 100, 120, 12, (5 * Math.PI) / 4];
    const exchanged: OrientedBox = [100, 100, 12, 120, -Math.PI / 4];
    expect(suppress([LONG, LONG, turned, exchanged], 0.99)).toEqual([0]);
  });

  it('keeps what lies side by side, although the upright boxes around both are nearly the same', () => {
    const beside: OrientedBox = [110, 90, 120, 12, Math.PI / 4];
    expect(suppress([LONG, beside], 0.3)).toEqual([0, 1]);
  });

  it('is one less the Hellinger distance of two normal distributions', () => {
    // Of equal variance s² = 12²/12 at a distance d, the squared distance is 1 − exp(−d²/8s²).
    const at = (d: number): OrientedBox => [d, 0, 12, 12, 0];
    const likeness = 1 - Math.sqrt(1 - Math.exp(-(3 ** 2) / 96));
    expect(suppress([at(0), at(3)], likeness - 0.001)).toEqual([0]);
    expect(suppress([at(0), at(3)], likeness + 0.001)).toEqual([0, 1]);
  });

  it('is for each class by itself, and counts what is left out itself', () => {
    expect(suppress([LONG, LONG], 0.5, [0, 1])).toEqual([0, 1]);
    const step = (d: number): OrientedBox => [d, 0, 12, 12, 0];
    expect(suppress([step(0), step(2), step(4)], 0.75)).toEqual([0]);
  });

  it('takes boxes in their order: which ones are left depends on it', () => {
    const row = Array.from({ length: 5 }, (_, i): OrientedBox => [i * 2, 0, 12, 12, 0]);
    expect(suppress(row, 0.75)).toEqual([0]);
    expect(
      suppress(
        [0, 4, 2, 3, 1].map((i) => row[i]!),
        0.75
      )
    ).toEqual([0, 1, 2]);
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))('is as if each pair were looked at, case %i', (seed) => {
    const random = randomOf(seed);
    const boxes = Array.from({ length: 100 }, (): OrientedBox => {
      const [x, y] = [Math.floor(random() * 5) * 30 + random() * 8, random() * 60];
      return [x, y, 5 + random() * 60, 5 + random() * 30, random() * Math.PI];
    });
    const ids = boxes.map(() => Math.floor(random() * 2));
    const iou = 0.2 + random() * 0.6;
    const expected = boxes.flatMap((box, i) =>
      boxes.some((other, k) => k < i && ids[k] === ids[i] && likeness(box, other) > iou) ? [] : [i]
    );
    expect(expected.length).toBeGreaterThan(5);
    expect(suppress(boxes, iou, ids)).toEqual(expected);
  });

  it('stops at the most that are wanted, and keeps boxes without an area apart', () => {
    expect(suppress([LONG, [0, 0, 9, 9, 0], [300, 0, 9, 9, 0]], 0.5, undefined, 2)).toEqual([0, 1]);
    expect(
      suppress(
        [
          [0, 0, 0, 0, 0],
          [0, 0, 0, 0, 0],
        ],
        0.5
      )
    ).toEqual([0, 1]);
  });
});
