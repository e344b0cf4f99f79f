import { readSps } from './sps.js';

const from = (hex: string) => Buffer.from(hex, 'hex');

// As x264 writes them: 320×192, 25 pictures per second.
const PROGRESSIVE = [
  ['Baseline', '6742c00cd901419b011000000300100000030320f142a480'],
  ['Main', '674d400ceca0a0cd80880000030008000003019078a14cb0'],
  ['High', '6764000cacd941419b011000000300100000030320f1429960'],
  ['High 4:4:4', '67f4000c919b2828336022000003000200000300641e28532c'],
] as const;
const INTERLACED = [
  ['MBAFF in Main', '674d4015eca0a19b011000000300100000030321f1429960'],
  ['MBAFF in High', '67640015acd94143360220000003002000000643e28532c0'],
  ['pictures that could be fields', '67640015acd94143160220000003002000000641e2c5b2c0'],
] as const;

describe('readSps', () => {
  it.each(PROGRESSIVE)('knows progressive video: %s', (_, sps) => {
    expect(readSps(from(sps))).toEqual({
      fields: false,
      frameNumberBits: 4,
      gapsAllowed: false,
      separateColors: false,
    });
  });

  it.each(INTERLACED)('knows what no browser’s hardware takes: %s', (_, sps) => {
    expect(readSps(from(sps))).toMatchObject({ fields: true, frameNumberBits: 4 });
  });

  it('is null for what is cut off before the end of what is read', () => {
    for (const [, sps] of PROGRESSIVE) {
      for (let length = 0; length < 8; length += 1) expect(readSps(from(sps).subarray(0, length))).toBeNull();
    }
  });

  it('comes to an end with any bytes', () => {
    let seed = 1;
    const next = () => (seed = (seed * 48_271) % 0x7fff_ffff) & 0xff;
    for (let i = 0; i < 2000; i += 1) {
      const sps = Uint8Array.from({ length: next() % 40 }, () => (next() < 128 ? 0 : next()));
      expect(() => readSps(sps)).not.toThrow();
    }
  });
});
