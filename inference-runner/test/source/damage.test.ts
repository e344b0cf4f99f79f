import { writeFile } from 'node:fs/promises';
import { clipFolder } from './files.js';
import { pcmH264 } from './pcm-h264.js';

const { pathOf, playAll } = clipFolder();

/** Thirty pictures in groups of ten. */
const CLIP = { width: 64, height: 64, frames: 30, gop: 10, pixel: () => [100, 128, 128] as const };

async function damaged(name: string, what: { lost?: readonly number[]; cut?: readonly number[] }) {
  const file = pathOf(name);
  await writeFile(file, pcmH264({ ...CLIP, ...what }));
  const { pictures } = await playAll(file);
  return { count: pictures.length, at: pictures.flatMap((picture, index) => (picture.damaged ? [index] : [])) };
}

describe('damaged pictures', () => {
  it('are none where nothing is lost', async () => {
    expect(await damaged('whole.h264', {})).toEqual({ count: 30, at: [] });
  });

  it('are those of which a part is lost, key frames or not', async () => {
    expect(await damaged('cut.h264', { cut: [10, 15] })).toEqual({ count: 30, at: [10, 15] });
  });

  it('are those before which a picture is lost, unless a key frame begins anew', async () => {
    expect(await damaged('lost.h264', { lost: [4, 5, 19] })).toEqual({ count: 27, at: [4] });
  });

  it('are those that follow a lost key frame', async () => {
    expect(await damaged('lost-key.h264', { lost: [10] })).toEqual({ count: 29, at: [10] });
  });
});
