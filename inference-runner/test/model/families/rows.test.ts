import { passThrough, planes } from '../pass-through.js';
import { grey } from '../pictures.js';
import {
  detect,
  type Expected,
  expectSame,
  inPicture,
  inTheMiddle,
  PICTURES,
  type Placed,
  type Sides,
} from '../proof.js';
import { randomOf } from '../random.js';

/** Families whose outputs have a row for each cell of a grid: `yolox`, `anchor-based`, `nanodet-plus`. */

const INPUT: Sides = [320, 256];
const LABELS = ['a', 'b', 'c'];

type Corners = [number, number, number, number];

interface Box {
  id: number;
  score: number;
  corners: Corners;
}

interface Cell {
  column: number;
  row: number;
  stride: number;
}

/** The cells of an input, row by row, for each stride. */
function cellsOf([width, height]: Sides, strides: number[]): Cell[] {
  const cells: Cell[] = [];
  for (const stride of strides)
    for (let row = 0; row < Math.ceil(height / stride); row += 1)
      for (let column = 0; column < Math.ceil(width / stride); column += 1) cells.push({ column, row, stride });
  return cells;
}

function iouOf(a: Corners, b: Corners): number {
  const shared =
    Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared);
}

/** As many as a result has by default. */
const MOST = 300;

/** What is sure enough, without overlaps of one class; then what of it is in the picture. */
function detections(boxes: Box[], confidence: number, iou: number, at: Placed, sides: Sides): Expected[] {
  const isInside = ({ corners }: Box) => {
    const [left, top, right, bottom] = inPicture(corners, at, sides);
    return right > left && bottom > top;
  };
  const sure = boxes.filter((box) => box.score >= confidence).sort((a, b) => b.score - a.score);
  const kept: Box[] = [];
  for (const one of sure)
    if (!kept.some((other) => other.id === one.id && iouOf(other.corners, one.corners) > iou)) kept.push(one);
  return kept
    .slice(0, MOST)
    .filter(isInside)
    .map(({ id, score, corners }) => ({ name: LABELS[id]!, score, box: inPicture(corners, at, sides) }));
}

function model(input: string, output: string, rows: number[][], sides = INPUT) {
  return passThrough({
    inputs: [planes(input, [sides[1], sides[0]])],
    outputs: [{ name: output, type: 'float32', size: [1, rows.length, rows[0]!.length], values: rows.flat() }],
  });
}

/** At the top left, as large as fits, rounded down. */
function topLeft([width, height]: Sides): Placed {
  const ratio = Math.min(INPUT[0] / width, INPUT[1] / height);
  return {
    scaleX: Math.floor(width * ratio) / width,
    scaleY: Math.floor(height * ratio) / height,
    left: 0,
    top: 0,
  };
}

/** How sure it is that something is there, and a score for each class: few are high. */
const scoresOf = (random: () => number) => [random() ** 3, random(), random(), random()];

function bestOf([there = 0, ...classes]: number[]): { id: number; score: number } {
  const best = Math.max(...classes);
  return { id: classes.indexOf(best), score: there * best };
}

describe('yolox', () => {
  const cells = cellsOf(INPUT, [8, 16, 32]);
  const random = randomOf(1);
  const raw = cells.map(() => [random(), random(), random() * 2, random() * 2, ...scoresOf(random)]);
  const decoded = raw.map(([x = 0, y = 0, w = 0, h = 0, ...scores], i) => {
    const { column, row, stride } = cells[i]!;
    return [(x + column) * stride, (y + row) * stride, Math.exp(w) * stride, Math.exp(h) * stride, ...scores];
  });
  const boxes = decoded.map(([x = 0, y = 0, w = 0, h = 0, ...scores]): Box => {
    return { ...bestOf(scores), corners: [x - w / 2, y - h / 2, x + w / 2, y + h / 2] };
  });

  it.each([
    ['offsets in a grid', raw, {}],
    ['pixels', decoded, {}],
    ['offsets, where the options say it', raw, { decoded: false }],
  ] as const)('is read as described: %s, the picture at the top left', async (_, rows, options) => {
    const pictures = PICTURES.map((sides) => grey(...sides));
    const found = await detect(model('images', 'output', [...rows]), pictures, {
      labels: LABELS,
      confidence: 0.4,
      options,
    });
    PICTURES.forEach((sides, i) => expectSame(found[i]!, detections(boxes, 0.4, 0.45, topLeft(sides), sides), sides));
  });
});

describe('anchor-based', () => {
  it('is read as described: three boxes of each cell in pixels, the picture in the middle', async () => {
    const random = randomOf(2);
    const rows = [1, 2, 3].flatMap(() =>
      cellsOf(INPUT, [8, 16, 32]).map(() => [
        random() * 320,
        random() * 256,
        10 + random() * 90,
        10 + random() * 90,
        ...scoresOf(random),
      ])
    );
    const boxes = rows.map(([x = 0, y = 0, w = 0, h = 0, ...scores]): Box => {
      return { ...bestOf(scores), corners: [x - w / 2, y - h / 2, x + w / 2, y + h / 2] };
    });
    const pictures = PICTURES.map((sides) => grey(...sides));
    const found = await detect(model('images', 'output0', rows), pictures, { labels: LABELS, confidence: 0.5 });
    PICTURES.forEach((sides, i) =>
      expectSame(found[i]!, detections(boxes, 0.5, 0.45, inTheMiddle(sides, INPUT), sides), sides)
    );
  });
});

describe('nanodet-plus', () => {
  it('is read as described: distances from the corner of each cell, stretched', async () => {
    const random = randomOf(3);
    const cells = cellsOf(INPUT, [8, 16, 32, 64]);
    const rows = cells.map(() => [
      random() ** 4,
      random() ** 4,
      random() ** 4,
      ...Array.from({ length: 32 }, () => random() * 8 - 4),
    ]);
    const boxes = rows.map((row, i): Box => {
      const { column, row: line, stride } = cells[i]!;
      const distance = (side: number) => {
        const powers = row.slice(3 + side * 8, 11 + side * 8).map(Math.exp);
        const total = powers.reduce((a, b) => a + b);
        return powers.reduce((sum, power, bin) => sum + (power / total) * bin, 0) * stride;
      };
      const [x, y] = [column * stride, line * stride];
      const score = Math.max(...row.slice(0, 3));
      const corners: Corners = [x - distance(0), y - distance(1), x + distance(2), y + distance(3)];
      return { id: row.indexOf(score), score, corners };
    });
    const pictures = PICTURES.map((sides) => grey(...sides));
    const found = await detect(model('data', 'output', rows), pictures, { labels: LABELS, confidence: 0.5 });
    PICTURES.forEach((sides, i) => {
      const at = { scaleX: INPUT[0] / sides[0], scaleY: INPUT[1] / sides[1], left: 0, top: 0 };
      expectSame(found[i]!, detections(boxes, 0.5, 0.6, at, sides), sides);
    });
  });
});
