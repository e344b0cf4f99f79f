import { blackPicture, crop, planesOf } from './picture.js';

test('a picture has a plane of luma and two of chroma, at half the size', () => {
  const picture = blackPicture(6, 4);
  expect(picture.data).toHaveLength(36);
  expect(planesOf(picture).map(({ width, height, data }) => [width, height, data.length, data[0]])).toEqual([
    [6, 4, 24, 16],
    [3, 2, 6, 128],
    [3, 2, 6, 128],
  ]);
});

test('writing into a plane writes the picture', () => {
  const picture = blackPicture(2, 2);
  planesOf(picture)[2].data[0] = 7;
  expect([...picture.data]).toEqual([16, 16, 16, 16, 128, 7]);
});

test('a crop takes the same part of every plane', () => {
  const picture = blackPicture(6, 4);
  for (const { data } of planesOf(picture)) data.forEach((_, i) => (data[i] = i));
  const [luma, u, v] = planesOf(crop(picture, 2, 2, 4, 2));
  expect([...luma.data]).toEqual([14, 15, 16, 17, 20, 21, 22, 23]);
  expect([...u.data]).toEqual([4, 5]);
  expect([...v.data]).toEqual([4, 5]);
});
