import { browserCodec, parseAccessUnit, withParameterSets } from './annex-b.js';

const SPS = [0x67, 0x64, 0x00, 0x1f, 0xac];
const PPS = [0x68, 0xee, 0x3c];
const OTHER_PPS = [0x68, 0x01];
const IDR = [0x65, 0x88, 0x84];
const SLICE = [0x41, 0x9a, 0x02];
const DELIMITER = [0x09, 0xf0];
const SEI = [0x06, 0x05, 0x00];

/** Annex B bytes of NAL units, with long start codes. */
const annexB = (...nals: number[][]) => Uint8Array.from(nals.flatMap((nal) => [0, 0, 0, 1, ...nal]));
const bytes = (...values: number[]) => Uint8Array.from(values);

describe('parseAccessUnit', () => {
  it('finds the parameter sets of a key frame', () => {
    const unit = parseAccessUnit(annexB(DELIMITER, SPS, PPS, SEI, IDR));
    expect(unit.key).toBe(true);
    expect(unit.sps).toEqual(bytes(...SPS));
    expect(unit.pps && bytes(...unit.pps)).toEqual(bytes(...PPS));
  });

  it('takes short and long start codes, and zeros behind a unit', () => {
    const unit = parseAccessUnit(bytes(0, 0, 1, ...SPS, 0, 0, 0, 0, 1, ...PPS, 0, 0, 1, ...IDR));
    expect(unit.sps).toEqual(bytes(...SPS));
    expect(unit.key).toBe(true);
  });

  it('keeps all picture parameter sets, as they have to be sent again', () => {
    const { pps } = parseAccessUnit(annexB(SPS, PPS, OTHER_PPS, IDR));
    expect(pps && bytes(...pps)).toEqual(bytes(...PPS, 0, 0, 0, 1, ...OTHER_PPS));
  });

  it('calls only an IDR picture a key frame', () => {
    expect(parseAccessUnit(annexB(DELIMITER, SLICE)).key).toBe(false);
    expect(parseAccessUnit(annexB(SPS, PPS, SLICE)).key).toBe(false);
  });

  it.each([[[]], [[0, 0, 1]], [[0, 0, 0, 0, 0]], [[1, 2, 3]], [[0, 0, 1, 0, 0, 1]]])('finds nothing in %j', (data) => {
    expect(parseAccessUnit(bytes(...data))).toEqual({
      key: false,
      sps: null,
      pps: null,
      insertAt: 0,
      orientation: null,
      slice: null,
    });
  });

  it('never fails on random bytes', () => {
    let seed = 1;
    const next = () => (seed = (seed * 48_271) % 0x7fff_ffff) % 5;
    for (let i = 0; i < 2000; i++) {
      const data = Uint8Array.from({ length: next() * 7 }, () => [0, 0, 1, 0x65, 0x67][next()] ?? 0);
      expect(() => withParameterSets(data, parseAccessUnit(data), bytes(...SPS), bytes(...PPS))).not.toThrow();
    }
  });
});

describe('withParameterSets', () => {
  const complete = (data: Uint8Array) =>
    bytes(...withParameterSets(data, parseAccessUnit(data), bytes(...SPS), bytes(...PPS)));

  it('puts them in front of a key frame that lacks them', () => {
    expect(complete(annexB(IDR))).toEqual(annexB(SPS, PPS, IDR));
  });

  it('puts them behind the delimiter, which has to be first', () => {
    expect(complete(annexB(DELIMITER, SEI, IDR))).toEqual(annexB(DELIMITER, SPS, PPS, SEI, IDR));
  });

  it('leaves a key frame that has them as it is', () => {
    const data = annexB(SPS, PPS, IDR);
    expect(withParameterSets(data, parseAccessUnit(data), bytes(9), bytes(9))).toBe(data);
  });

  it('does nothing when they are not known', () => {
    const data = annexB(IDR);
    expect(withParameterSets(data, parseAccessUnit(data), null, null)).toBe(data);
  });
});

describe('browserCodec', () => {
  it.each([
    [[0x67, 0x42, 0xc0, 0x15], 'avc1.42c015'],
    [[0x67, 0x4d, 0x40, 0x1f], 'avc1.4d401f'],
    [[0x67, 0x64, 0x00, 0x28], 'avc1.640028'],
  ])('names what browsers decode: %j', (sps, codec) => {
    expect(browserCodec(bytes(...sps))).toBe(codec);
  });

  it.each([[[0x67, 0x6e, 0x00, 0x28]], [[0x67, 0xf4, 0x00, 0x28]], [[0x67, 0x64]], [[]]])(
    'is null for ten bits, 4:4:4 and for what is cut off: %j',
    (sps) => {
      expect(browserCodec(bytes(...sps))).toBeNull();
    }
  );
});
