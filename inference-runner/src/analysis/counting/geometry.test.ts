import { type Point, Polygon, segmentsMeet, sideOf } from './geometry.js';

/** A polygon with this number of corners around the middle of the picture; each second corner is pulled in. */
function star(corners: number): Point[] {
  return Array.from({ length: corners }, (_, index): Point => {
    const angle = (2 * Math.PI * index) / corners;
    const radius = index % 2 === 0 ? 0.4 : 0.15;
    return [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)];
  });
}

/** By the angles under which the corners are seen: they add up to a turn inside, to nothing outside. */
function windsAround(points: readonly Point[], [x, y]: Point): boolean {
  let sum = 0;
  for (const [index, a] of points.entries()) {
    const b = points[(index + 1) % points.length]!;
    const angle = Math.atan2(b[1] - y, b[0] - x) - Math.atan2(a[1] - y, a[0] - x);
    sum += Math.atan2(Math.sin(angle), Math.cos(angle));
  }
  return Math.abs(sum) > Math.PI;
}

describe('a polygon', () => {
  const U: Point[] = [
    [0.1, 0.1],
    [0.3, 0.1],
    [0.3, 0.7],
    [0.7, 0.7],
    [0.7, 0.1],
    [0.9, 0.1],
    [0.9, 0.9],
    [0.1, 0.9],
  ];

  it('may be concave', () => {
    const polygon = new Polygon(U);
    const inside: Point[] = [
      [0.2, 0.2],
      [0.8, 0.2],
      [0.5, 0.8],
    ];
    const outside: Point[] = [
      [0.5, 0.4],
      [0.5, 0.1],
      [0.05, 0.5],
      [0.95, 0.5],
      [0.5, 0.95],
    ];
    expect(inside.map((point) => polygon.contains(point))).toEqual(inside.map(() => true));
    expect(outside.map((point) => polygon.contains(point))).toEqual(outside.map(() => false));
  });

  it('has its border, also where that is the border of the picture', () => {
    const polygon = new Polygon([
      [0, 0.5],
      [0.4, 0.5],
      [0.4, 1],
      [0, 1],
    ]);
    const border: Point[] = [
      [0, 0.5],
      [0, 0.7],
      [0.2, 1],
      [0.4, 1],
      [0.4, 0.8],
      [0.2, 0.5],
      // What rounding makes of 1.
      [0.2, 0.7 + 0.1 + 0.2],
    ];
    expect(border.map((point) => polygon.contains(point))).toEqual(border.map(() => true));
    expect(polygon.contains([0.2, 0.4999])).toBe(false);
  });

  it.each([3, 4, 5, 12, 49, 50])('of %i corners contains what its corners go around', (corners) => {
    const points = star(corners);
    const polygon = new Polygon(points);
    for (let x = 0.013; x < 1; x += 0.031) {
      for (let y = 0.017; y < 1; y += 0.029) expect(polygon.contains([x, y])).toBe(windsAround(points, [x, y]));
    }
  });

  it('is the same in whichever direction and from whichever corner it is written', () => {
    const points = star(9);
    const variants = [points.toReversed(), [...points.slice(4), ...points.slice(0, 4)]].map(
      (each) => new Polygon(each)
    );
    const polygon = new Polygon(points);
    for (let x = 0; x <= 1; x += 0.05) {
      for (let y = 0; y <= 1; y += 0.05)
        for (const variant of variants) expect(variant.contains([x, y])).toBe(polygon.contains([x, y]));
    }
  });
});

describe('the sides of a line', () => {
  it('are those of somebody who stands at its start and looks to its end', () => {
    const [top, bottom]: Point[] = [
      [0.5, 0],
      [0.5, 1],
    ];
    expect(sideOf(top!, bottom!, [0.2, 0.5])).toBe(1);
    expect(sideOf(top!, bottom!, [0.8, 0.5])).toBe(-1);
    expect(sideOf(top!, bottom!, [0.5, 0.3])).toBe(0);
    expect(sideOf(bottom!, top!, [0.2, 0.5])).toBe(-1);
  });
});

describe('two segments', () => {
  const across: [Point, Point] = [
    [0, 0.5],
    [1, 0.5],
  ];
  it.each<[string, Point, Point, boolean]>([
    ['cross', [0.5, 0.2], [0.5, 0.8], true],
    ['touch at an end', [0.5, 0.2], [0.5, 0.5], true],
    ['share an end', [0, 0.5], [0, 1], true],
    ['lie on each other', [0.2, 0.5], [0.4, 0.5], true],
    ['lie on one line apart', [1.1, 0.5], [1.4, 0.5], false],
    ['are parallel', [0, 0.6], [1, 0.6], false],
    ['would cross if one were longer', [1.2, 0.2], [1.2, 0.8], false],
    ['would cross if the other were longer', [0.5, 0.2], [0.5, 0.4], false],
  ])('that %s', (_, c, d, meet) => {
    expect(segmentsMeet(...across, c, d)).toBe(meet);
    expect(segmentsMeet(d, c, ...across)).toBe(meet);
  });
});
