import { randomOf } from '../../../test/model/random.js';
import { Candidates } from './candidates.js';
import { suppress } from './suppress.js';

interface Box {
  id: number;
  score: number;
  corners: [number, number, number, number];
}

function iouOf([a, b, c, d]: Box['corners'], [e, f, g, h]: Box['corners']): number {
  const shared = Math.max(0, Math.min(c, g) - Math.max(a, e)) * Math.max(0, Math.min(d, h) - Math.max(b, f));
  return shared / ((c - a) * (d - b) + (g - e) * (h - f) - shared);
}

/** By the definition: a box stays where no box that stays, of its class and more confident, overlaps it by more. */
function bruteForce(boxes: Box[], iou: number): number[] {
  const stays = new Map<number, boolean>();
  const order = boxes.map((_, i) => i).sort((a, b) => (boxes[b]?.score ?? 0) - (boxes[a]?.score ?? 0) || a - b);
  for (const i of order) {
    const box = boxes[i]!;
    const rivals = order.filter((j) => stays.get(j) && boxes[j]?.id === box.id);
    stays.set(
      i,
      rivals.every((j) => iouOf(boxes[j]!.corners, box.corners) <= iou)
    );
  }
  return order.filter((i) => stays.get(i));
}

describe('suppressing overlaps', () => {
  it('does what the definition says, in a thousand random pictures', () => {
    const random = randomOf(7);
    for (let round = 0; round < 1000; round += 1) {
      const boxes = Array.from({ length: Math.floor(random() * 40) }, (): Box => {
        // Eighths are exact in a float32, so that both sides see the same overlaps.
        const [left, top] = [Math.round(random() * 400) / 8, Math.round(random() * 400) / 8];
        const [width, height] = [(1 + Math.round(random() * 200)) / 8, (1 + Math.round(random() * 200)) / 8];
        return { id: Math.floor(random() * 3), score: random(), corners: [left, top, left + width, top + height] };
      });
      const candidates = new Candidates();
      boxes.forEach(({ id, score, corners }, row) => candidates.add(id, score, ...corners, row));
      const order = boxes.map((_, i) => i).sort((a, b) => (boxes[b]?.score ?? 0) - (boxes[a]?.score ?? 0) || a - b);
      const iou = Math.round(random() * 10) / 10;
      expect(suppress(candidates, order, iou, boxes.length)).toEqual(bruteForce(boxes, iou));
    }
  });

  it('stops at the most that are wanted', () => {
    const candidates = new Candidates();
    for (let i = 0; i < 5; i += 1) candidates.add(0, 1 - i / 10, i * 10, 0, i * 10 + 5, 5, i);
    expect(suppress(candidates, [0, 1, 2, 3, 4], 0.5, 3)).toEqual([0, 1, 2]);
  });
});
