import { writeFile } from 'node:fs/promises';
import { Everybody, type Shown, decode } from '../picture/everybody.js';
import { clipFolder } from './files.js';
import { pcmH264 } from './pcm-h264.js';
import { TestCamera, noCamera } from './test-camera.js';

const { pathOf, clip, playTo } = clipFolder();

/** One field dark, the other bright: a mixture of both, or their comb, is neither. */
const TOP = 60;
const BOTTOM = 180;
const combed = (_: number, y: number) => [y % 2 === 0 ? TOP : BOTTOM, 128, 128] as const;
const SIZE = { width: 64, height: 64 };

function expectFlat(shown: Shown, luma: number): void {
  for (let row = 0; row < 16; row += 1) expect(Math.abs(shown.at(0.5, (row + 0.5) / 16)[0]! - luma)).toBeLessThan(12);
}

describe.each([
  ['top', TOP],
  ['bottom', BOTTOM],
] as const)('interlaced video, %s field first', (fields, luma) => {
  it.each([
    [
      'H.264 in fields (PAFF)',
      async () => {
        const file = pathOf(`paff-${fields}.h264`);
        await writeFile(file, pcmH264({ ...SIZE, frames: 24, fields, pixel: combed }));
        return file;
      },
    ],
    ['H.264 by macroblocks (MBAFF)', () => clip(`mbaff-${fields}.ts`, { ...SIZE, frames: 24, fields, draw: combed })],
    [
      'MPEG-2',
      () => clip(`mpeg2-${fields}.ts`, { ...SIZE, frames: 24, fps: 25, codec: 'mpeg2', fields, draw: combed }),
    ],
  ])('%s is seen by everybody, as its earlier field', async (_, make) => {
    const everybody = await playTo(await make(), new Everybody());
    expect(everybody.states).toContain('ended');
    expect(everybody.frames).toHaveLength(24);
    expect(everybody.formats).toMatchObject([{ width: 64, height: 64, passthroughCodec: null }]);
    expect(everybody.sights).toHaveLength(3);
    for (const { input, still, annotated } of everybody.sights) {
      for (const shown of [input, still, annotated]) expectFlat(shown, luma);
      expect([still.width, still.height, annotated.width, annotated.height]).toEqual([64, 64, 64, 64]);
    }
    const viewed = [...(await decode('h264', everybody.h264)), ...(await decode('jpeg', everybody.jpeg))];
    expect(everybody.h264.length).toBeGreaterThan(0);
    expect(everybody.jpeg.length).toBeGreaterThan(0);
    for (const shown of viewed) expectFlat(shown, luma);
  });
});

it('a stream that becomes interlaced begins an epoch, in which it is encoded for viewers', async () => {
  const file = pathOf('becomes.h264');
  const progressive = pcmH264({ ...SIZE, frames: 20, pixel: () => [100, 128, 128] });
  await writeFile(file, Buffer.concat([progressive, pcmH264({ ...SIZE, frames: 20, fields: 'top', pixel: combed })]));
  const everybody = await playTo(file, new Everybody(5));
  expect(everybody.formats.map(({ passthroughCodec }) => passthroughCodec)).toEqual(['avc1.4d0028', null]);
  expect(everybody.frames).toHaveLength(40);
  const [first, second] = [everybody.sights[0]!, everybody.sights.at(-1)!];
  expect(second.epoch).toBeGreaterThan(first.epoch);
  expectFlat(first.still, 100);
  expectFlat(second.still, TOP);
  expectFlat(second.input, TOP);
  const codecs = everybody.configs.map(({ config }) => config.codec);
  expect(codecs).toContain('avc1.4d0028');
  expect(codecs.at(-1)).not.toBe('avc1.4d0028');
});

const itCamera = noCamera === null ? it : it.skip;

itCamera('a camera that sends interlaced video is seen by everybody', async () => {
  const file = await clip('camera.mp4', { ...SIZE, frames: 100, fields: 'bottom', draw: combed });
  const camera = await TestCamera.start({ file });
  const everybody = new Everybody();
  try {
    await playTo(camera.url, everybody, () => everybody.sights.length > 2 && everybody.h264.length > 2);
    expect(everybody.formats[0]).toMatchObject({ passthroughCodec: null });
    for (const { input, still } of everybody.sights) for (const shown of [input, still]) expectFlat(shown, BOTTOM);
  } finally {
    await camera.kill();
  }
});
