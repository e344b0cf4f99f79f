import { Candidates } from './candidates.js';
import { type OrientedBox, orientedSuppression } from './suppress-oriented.js';

function suppress(boxes: OrientedBox[], iou: number, ids = boxes.map(() => 0), most = 300): number[] {
  const candidates = new Candidates();
  ids.forEach((id, row) => candidates.add(id, 1 - row / 100, 0, 0, 1, 1, row));
  const order = boxes.map((_, index) => index);
  return orientedSuppression((row) => boxes[row]!)(candidates, order, iou, most);
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
