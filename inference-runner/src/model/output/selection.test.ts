import type { Letterbox } from '../letterbox.js';
import { NotFiniteError } from './errors.js';
import { Selection, type SelectionRules } from './selection.js';

const AT: Letterbox = { inputWidth: 100, inputHeight: 100, x: 0, y: 0, width: 100, height: 100 };
const LABELS = { classes: ['cat', 'dog'], keypoints: [], skeleton: [] };

type Box = [classId: number, score: number, left: number, top: number, right: number, bottom: number];

function select(boxes: Box[], rules: Partial<SelectionRules> = {}, iou: number | null = 0.5, at = AT) {
  const selection = new Selection({ labels: LABELS, confidence: 0.25, options: {}, ...rules }, iou);
  boxes.forEach((box, row) => selection.candidates.add(...box, row));
  return selection.detections(at);
}

describe('choosing detections', () => {
  it('puts the most confident first, in fractions of the picture', () => {
    const found = select([
      [0, 0.5, 10, 20, 30, 60],
      [1, 0.9, 50, 50, 60, 60],
    ]);
    expect(found).toEqual([
      { class: 'dog', confidence: 0.9, box: [0.5, 0.5, 0.1, 0.1] },
      { class: 'cat', confidence: 0.5, box: [0.1, 0.2, 0.2, 0.4] },
    ]);
  });

  it('leaves out what overlaps a more confident box of its class, not of another', () => {
    const found = select([
      [0, 0.8, 0, 0, 10, 10],
      [0, 0.7, 1, 0, 11, 10],
      [1, 0.6, 1, 0, 11, 10],
    ]);
    expect(found.map(({ class: name, confidence }) => [name, confidence])).toEqual([
      ['cat', 0.8],
      ['dog', 0.6],
    ]);
  });

  it('keeps what overlaps where the model has suppressed already, and as many as asked for', () => {
    const boxes: Box[] = [0.6, 0.9, 0.7].map((score) => [0, score, 0, 0, 10, 10]);
    expect(select(boxes, {}, null)).toHaveLength(3);
    expect(select(boxes, { options: { maxDetections: 2 } }, null).map(({ confidence }) => confidence)).toEqual([
      0.9, 0.7,
    ]);
  });

  it('takes the overlap of the options before the one of the family', () => {
    const boxes: Box[] = [
      [0, 0.8, 0, 0, 10, 10],
      [0, 0.7, 2, 0, 12, 10],
    ];
    expect(select(boxes, {}, 0.5)).toHaveLength(1);
    expect(select(boxes, { options: { nmsIou: 0.7 } }, 0.5)).toHaveLength(2);
  });

  it('has a threshold for each class, none that is reached for those that are left out', () => {
    const options = { classConfidence: { dog: 0.6 }, keepClasses: ['dog'] };
    const { thresholds, lowest } = new Selection({ labels: LABELS, confidence: 0.25, options }, null);
    expect([...thresholds]).toEqual([Infinity, 0.6]);
    expect(lowest).toBe(0.6);
  });

  it('lets a box beside the picture suppress what overlaps it', () => {
    const at = { ...AT, y: 20, height: 60 };
    const boxes: Box[] = [
      [0, 0.9, 0, 0, 10, 20],
      [0, 0.8, 0, 2, 10, 22],
    ];
    expect(select(boxes, {}, 0.5, at)).toEqual([]);
  });

  it('drops boxes beside the picture, and clips the others to it', () => {
    const at = { ...AT, y: 20, height: 60 };
    const found = select(
      [
        [0, 0.9, 0, 0, 10, 15],
        [0, 0.8, -10, 10, 50, 50],
      ],
      {},
      null,
      at
    );
    expect(found.map(({ box }) => box)).toEqual([[0, 0, 0.5, 0.5]]);
  });

  it.each([
    ['score', [0, NaN, 0, 0, 1, 1]],
    ['corner', [0, 0.5, 0, 0, Infinity, 1]],
  ] as [string, Box][])('has no result where a %s is no number', (_, box) => {
    expect(() => select([[0, 0.9, 0, 0, 10, 10], box])).toThrow(NotFiniteError);
  });

  it('grows with what a model proposes', () => {
    const boxes = Array.from({ length: 3000 }, (_, i): Box => [0, 0.9, i % 60, i / 60, (i % 60) + 1, i / 60 + 1]);
    expect(select(boxes, { options: { maxDetections: 1000 } }, null)).toHaveLength(1000);
  });
});
