import { ringOf, viewOf } from './panorama.js';
import { blackPicture, planesOf, type Picture } from './picture.js';

/** A picture of one brightness. */
function plain(level: number, width = 16, height = 2): Picture {
  const picture = blackPicture(width, height);
  planesOf(picture)[0].data.fill(level);
  return picture;
}

const lumaRow = (picture: Picture): number[] => [...planesOf(picture)[0].data.subarray(0, picture.width)];

test('photographs stand in a ring, each blended into the next, the last into the first', () => {
  const ring = ringOf([plain(100), plain(200)], 4);
  expect([ring.width, ring.height]).toEqual([24, 2]);
  const [low, high] = [Array<number>(8).fill(100), Array<number>(8).fill(200)];
  expect(lumaRow(ring)).toEqual([188, 163, 138, 113, ...low, 113, 138, 163, 188, ...high]);
});

test('what is the same on both sides of a seam shows no seam', () => {
  const ring = ringOf([plain(90), plain(90), plain(90)], 8);
  expect(new Set(planesOf(ring)[0].data)).toEqual(new Set([90]));
  expect(new Set(planesOf(ring)[1].data)).toEqual(new Set([128]));
});

test('a view that crosses the end of the ring goes on at its begin', () => {
  const ring = blackPicture(8, 2);
  for (const { data, width } of planesOf(ring)) data.forEach((_, i) => (data[i] = i % width));
  const [luma, u] = planesOf(viewOf(ring, 6, 4));
  expect([...luma.data]).toEqual([6, 7, 0, 1, 6, 7, 0, 1]);
  expect([...u.data]).toEqual([3, 0]);
});

test('once around the view is the first again', () => {
  const ring = ringOf([plain(100), plain(200)], 4);
  expect(viewOf(ring, ring.width, 8)).toEqual(viewOf(ring, 0, 8));
});

test('a ring of nothing is refused', () => expect(() => ringOf([], 4)).toThrow(RangeError));
