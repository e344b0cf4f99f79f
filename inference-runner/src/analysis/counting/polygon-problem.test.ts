import type { Point } from './geometry.js';
import { polygonProblem } from './polygon-problem.js';

const SQUARE: Point[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

it.each<[string, Point[]]>([
  ['the whole picture', SQUARE],
  ['the whole picture, counter-clockwise', SQUARE.toReversed()],
  ['a triangle', SQUARE.slice(1)],
  ['a concave one', [...SQUARE, [0.5, 0.5]]],
  [
    'one with a corner in the middle of an edge',
    [
      [0, 0],
      [0.5, 0],
      [1, 0],
      [1, 1],
    ],
  ],
  [
    'a spiral',
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
      [0, 0.4],
      [0.6, 0.4],
      [0.6, 0.6],
      [0.2, 0.6],
      [0.2, 0.8],
      [0.8, 0.8],
      [0.8, 0.2],
      [0, 0.2],
    ],
  ],
])('%s is a zone', (_, points) => {
  expect(polygonProblem(points)).toBeNull();
});

it('names the edges that cross', () => {
  const bow: Point[] = [
    [0.1, 0.1],
    [0.9, 0.1],
    [0.1, 0.9],
    [0.9, 0.9],
  ];
  expect(polygonProblem(bow)).toBe(
    'the edge between corners 2–3 [0.9, 0.1] [0.1, 0.9] meets the edge between corners 4–1 [0.9, 0.9] [0.1, 0.1], ' +
      'expected corners in their order along the border, so that no edges cross'
  );
});

it.each<[string, Point[], string]>([
  [
    'one that touches itself with a corner',
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0.5, 0],
      [0, 1],
    ],
    'the edge between corners 1–2',
  ],
  [
    'one that runs along itself',
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0.8, 0],
      [0.2, 0],
      [0, 1],
    ],
    'the edge between corners 1–2',
  ],
  [
    'one that goes back the way it came',
    [
      [0, 0],
      [1, 0],
      [0.5, 0],
      [0.5, 1],
    ],
    'the edges at corner 2 [1, 0] lie on each other',
  ],
  ['one that is closed by hand', [...SQUARE, [0, 0]], 'corner 5 [0, 0] is corner 1 again, expected it to be left out'],
  [
    'one that has a corner twice',
    [
      [0, 0],
      [1, 0],
      [1, 0],
      [1, 1],
    ],
    'corner 3 [1, 0] is corner 2 again, expected each corner once',
  ],
  [
    'one point, three times',
    [
      [0.5, 0.5],
      [0.5, 0.5],
      [0.5, 0.5],
    ],
    'corner 2 [0.5, 0.5] is corner 1 again',
  ],
  [
    'a straight line',
    [
      [0, 0],
      [0.5, 0.5],
      [1, 1],
    ],
    'the corners enclose no area',
  ],
  [
    'a straight line there and back',
    [
      [0, 0],
      [1, 0],
      [0.5, 0],
      [0.2, 0],
    ],
    'the corners enclose no area',
  ],
  [
    'less than a pixel',
    [
      [0.5, 0.5],
      [0.50001, 0.5],
      [0.5, 0.50001],
    ],
    'the corners enclose no area',
  ],
])('%s is none', (_, points, problem) => {
  expect(polygonProblem(points)).toContain(problem);
});
