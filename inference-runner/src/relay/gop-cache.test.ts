import { GopCache } from './gop-cache.js';
import type { RelayedPicture } from './types.js';

const picture = (seq: number, key = false, bytes = 100): RelayedPicture => ({
  message: new Uint8Array(bytes),
  key,
  epoch: 1,
  seq,
  ptsUs: seq * 40_000,
});

function cacheWith(limits: { bytes: number; pictures: number }, ...pictures: RelayedPicture[]): number[] {
  const cache = new GopCache(limits);
  for (const each of pictures) cache.add(each);
  return cache.pictures.map(({ seq }) => seq);
}

const ROOMY = { bytes: 10_000, pictures: 100 };

describe('GopCache', () => {
  it('holds the current group, from its key frame on', () => {
    expect(cacheWith(ROOMY, picture(0, true), picture(1), picture(2, true), picture(3), picture(4))).toEqual([2, 3, 4]);
  });

  it('holds nothing before the first key frame', () => {
    expect(cacheWith(ROOMY, picture(0), picture(1))).toEqual([]);
  });

  it('gives up a group with too many pictures, up to the next key frame', () => {
    const limits = { bytes: 10_000, pictures: 2 };
    expect(cacheWith(limits, picture(0, true), picture(1))).toEqual([0, 1]);
    expect(cacheWith(limits, picture(0, true), picture(1), picture(2), picture(3))).toEqual([]);
    expect(cacheWith(limits, picture(0, true), picture(1), picture(2), picture(3, true))).toEqual([3]);
  });

  it('gives up a group with too many bytes', () => {
    expect(cacheWith({ bytes: 250, pictures: 100 }, picture(0, true), picture(1), picture(2))).toEqual([]);
    expect(cacheWith({ bytes: 250, pictures: 100 }, picture(0, true, 251))).toEqual([]);
  });
});
