import { writeFile } from 'node:fs/promises';
import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants';
import { Rational } from 'node-av/lib';
import type { Orientation } from '../../src/picture/index.js';
import { Everybody, type Shown, decode, quarters } from '../picture/everybody.js';
import { SEEN, STORED, matrixOf, stored } from '../picture/patterns.js';
import { clipFolder } from './files.js';
import { pcmH264 } from './pcm-h264.js';
import { TestCamera, noCamera } from './test-camera.js';

const { pathOf, clip, playTo } = clipFolder();

const WIDTH = 128;
const HEIGHT = 64;
const draw = (x: number, y: number) => stored(WIDTH, HEIGHT, x, y);
const PATTERN = { width: WIDTH, height: HEIGHT, frames: 12, draw };

const sizeOf = ({ width, height }: { width: number | null; height: number | null }) => [width, height] as number[];
const upright = ({ rotation }: Orientation) => rotation % 180 === 0;

/** MP4s say the orientation by their track's matrix. */
const turnedClip = (name: string, orientation: Orientation, options = {}) =>
  clip(name, {
    ...PATTERN,
    ...options,
    stream: (stream) => stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, matrixOf(orientation)),
  });

function expectSeen(everybody: Everybody, seen: readonly string[], size: readonly number[]): void {
  expect(everybody.sights.length).toBeGreaterThan(0);
  for (const { input, still, annotated } of everybody.sights) {
    for (const shown of [input, still, annotated]) expect(quarters(shown)).toEqual(seen);
    expect([sizeOf(still), sizeOf(annotated)]).toEqual([size, size]);
    expect(input.width / input.height).toBeCloseTo(size[0]! / size[1]!, 1);
  }
}

describe('a file that says how it is to be turned', () => {
  it.each(SEEN)('is seen like that by everybody: %j', async (orientation, seen) => {
    const { rotation, flip } = orientation;
    const everybody = await playTo(await turnedClip(`turned-${rotation}-${flip}.mp4`, orientation), new Everybody());
    const [width, height] = upright(orientation) ? [WIDTH, HEIGHT] : [HEIGHT, WIDTH];
    expect(everybody.formats).toMatchObject([{ width, height, orientation }]);
    expectSeen(everybody, seen, [width, height]);

    const jpeg = await decode('jpeg', everybody.jpeg);
    for (const shown of jpeg) expect([quarters(shown), sizeOf(shown)]).toEqual([seen, [width, height]]);
    // The camera's own H.264 goes to browsers as it is, with what they have to do to it.
    const config = everybody.configs.find(({ config: { format } }) => format === 'h264')?.config;
    expect(config).toMatchObject({ codec: everybody.formats[0]!.passthroughCodec, width, height, rotation, flip });
    for (const shown of await decode('h264', everybody.h264)) expect(quarters(shown)).toEqual(STORED);
  });

  it('is encoded upright where its video cannot be passed through', async () => {
    const orientation = { rotation: 90, flip: false } as const;
    const file = await turnedClip('turned-bframes.mp4', orientation, { bFrames: 2, frames: 24 });
    const everybody = await playTo(file, new Everybody());
    expect(everybody.formats.at(-1)).toMatchObject({ passthroughCodec: null });
    expectSeen(everybody, ['blue', 'red', 'grey', 'green'], [HEIGHT, WIDTH]);
    const config = everybody.configs.find(({ config: { format } }) => format === 'h264')?.config;
    expect(config).toMatchObject({ width: HEIGHT, height: WIDTH, rotation: 0, flip: false });
    const shown = await decode('h264', everybody.h264);
    expect(shown.map(quarters)).toEqual(shown.map(() => ['blue', 'red', 'grey', 'green']));
    expect(shown.length).toBeGreaterThan(0);
  });
});

describe('H.264 that says itself how it is to be turned', () => {
  const anticlockwise = (angle: number, flip = false) => ({ flip, anticlockwise: angle });

  /** A raw stream whose pictures are those of `STORED`; `parts` follow one another. */
  const raw = async (name: string, ...parts: Partial<Parameters<typeof pcmH264>[0]>[]) => {
    const file = pathOf(name);
    const pixel = draw;
    const streams = parts.map((part) => pcmH264({ width: WIDTH, height: HEIGHT, frames: 10, pixel, ...part }));
    await writeFile(file, Buffer.concat(streams));
    return file;
  };

  it.each([
    [0, false, { rotation: 0, flip: false }],
    [90, false, { rotation: 270, flip: false }],
    [180, false, { rotation: 180, flip: false }],
    [270, false, { rotation: 90, flip: false }],
    [0, true, { rotation: 0, flip: true }],
    [90, true, { rotation: 90, flip: true }],
    [180, true, { rotation: 180, flip: true }],
    [270, true, { rotation: 270, flip: true }],
  ] as const)('by %i degrees anticlockwise, mirrored: %s', async (angle, flip, orientation) => {
    const file = await raw(`sei-${angle}-${flip}.h264`, { orientation: () => anticlockwise(angle, flip) });
    const everybody = await playTo(file, new Everybody(3));
    const format = everybody.formats.at(-1)!;
    expect(format.orientation).toEqual(orientation);
    expect(format.passthroughCodec).not.toBeNull();
    const seen = SEEN.find(([{ rotation, flip: mirrored }]) => rotation === orientation.rotation && mirrored === flip)!;
    expectSeen(everybody, seen[1], sizeOf(format));
    const config = everybody.configs.filter(({ config: { format: name } }) => name === 'h264').at(-1)?.config;
    expect(config).toMatchObject(orientation);
  });

  it('holds for the pictures that follow, until a key frame says nothing of it', async () => {
    const file = await raw(
      'sei-held.h264',
      { gop: 10, orientation: (frame: number) => (frame === 0 ? anticlockwise(180) : null) },
      { gop: 10 }
    );
    const everybody = await playTo(file, new Everybody(3));
    expect(everybody.frames).toHaveLength(20);
    expect(everybody.formats.map(({ orientation }) => orientation.rotation)).toEqual([0, 180, 0]);
    const seen = everybody.sights.map(({ still }) => quarters(still)[0]);
    expect(seen).toEqual(['grey', 'grey', 'grey', 'grey', 'red', 'red', 'red']);
    // Picture and result are of one epoch, in which everybody turns them in one way.
    const last = everybody.formats.at(-1)!.epoch;
    expect(everybody.sights.map(({ epoch }) => epoch === last)).toEqual(seen.map((name) => name === 'red'));
  });
});

describe('pixels that are not square', () => {
  it.each([
    [16, 11, [186, HEIGHT]],
    [1, 2, [WIDTH, 128]],
  ])('are stretched for everybody: %i:%i in the stream', async (num, den, size) => {
    const file = await clip(`sar-${num}-${den}.ts`, {
      ...PATTERN,
      encoder: (encoder) => (encoder.sampleAspectRatio = new Rational(num, den)),
    });
    const everybody = await playTo(file, new Everybody());
    expect(sizeOf(everybody.formats[0]!)).toEqual(size);
    expectSeen(everybody, STORED, size);
    const sizes = everybody.configs.map(({ config: { format, width, height } }) => [format, width, height]);
    expect(sizes).toEqual(
      expect.arrayContaining([
        ['h264', ...size],
        ['jpeg', ...size],
      ])
    );
  });

  it('are those that the container says where it and the stream differ', async () => {
    const file = await clip('sar-container.mkv', {
      ...PATTERN,
      encoder: (encoder) => (encoder.sampleAspectRatio = new Rational(1, 2)),
      stream: (stream) => {
        stream.sampleAspectRatio = new Rational(2, 1);
        stream.codecpar.sampleAspectRatio = new Rational(2, 1);
      },
    });
    const everybody = await playTo(file, new Everybody());
    expect(everybody.formats.map(sizeOf)).toEqual([[256, HEIGHT]]);
    expectSeen(everybody, STORED, [256, HEIGHT]);
  });

  it('are square where what is said cannot be', async () => {
    const file = await clip('sar-absurd.ts', {
      ...PATTERN,
      encoder: (encoder) => (encoder.sampleAspectRatio = new Rational(1000, 1)),
    });
    const everybody = await playTo(file, new Everybody());
    expect(everybody.formats.map(sizeOf)).toEqual([[WIDTH, HEIGHT]]);
    expectSeen(everybody, STORED, [WIDTH, HEIGHT]);
  });

  it('may change in the middle of a stream, which begins an epoch', async () => {
    const file = pathOf('sar-change.h264');
    const part = { width: WIDTH, height: HEIGHT, frames: 10, pixel: draw };
    await writeFile(file, Buffer.concat([pcmH264(part), pcmH264({ ...part, aspect: [2, 1] })]));
    const everybody = await playTo(file, new Everybody(3));
    expect(everybody.formats.map(sizeOf)).toEqual([
      [WIDTH, HEIGHT],
      [2 * WIDTH, HEIGHT],
    ]);
    expect(sizeOf(everybody.sights.at(-1)!.still)).toEqual([2 * WIDTH, HEIGHT]);
  });
});

const describeCamera = noCamera === null ? describe : describe.skip;

describeCamera('a camera', () => {
  it('whose pixels are not square is seen right by everybody', async () => {
    const file = await clip('camera.mp4', {
      ...PATTERN,
      frames: 100,
      encoder: (encoder) => (encoder.sampleAspectRatio = new Rational(2, 1)),
    });
    const camera = await TestCamera.start({ file });
    const everybody = new Everybody();
    try {
      await playTo(camera.url, everybody, () => everybody.sights.length > 2 && everybody.h264.length > 2);
    } finally {
      await camera.kill();
    }
    expect(sizeOf(everybody.formats.at(-1)!)).toEqual([256, HEIGHT]);
    expect(everybody.formats.at(-1)!.passthroughCodec).not.toBeNull();
    const last = everybody.sights.at(-1)!;
    const shown: Shown[] = [last.input, last.still];
    for (const one of shown) expect([quarters(one), one.width / one.height]).toEqual([STORED, 4]);
  });
});
