import { readFile, writeFile } from 'node:fs/promises';
import { clipFolder, FRAME_US } from './files.js';
import { placeOf } from './recorder.js';

const { pathOf, clip, playAll } = clipFolder();

describe('a file that changes in the middle', () => {
  /** Plays clips that were put together into one file, one behind the other. */
  const playJoined = async (name: string, ...clips: string[]) => {
    await writeFile(pathOf(name), Buffer.concat(await Promise.all(clips.map((file) => readFile(file)))));
    return playAll(pathOf(name));
  };

  it('to another size begins an epoch with a key frame, packets and pictures alike', async () => {
    const { formats, packets, pictures } = await playJoined(
      'sizes.ts',
      await clip('s1.ts'),
      await clip('s2.ts', { width: 320, height: 192 })
    );
    expect(formats.map(({ epoch, width, height }) => [epoch, width, height])).toEqual([
      [1, 160, 96],
      [2, 320, 192],
    ]);
    expect(formats[1]?.passthroughCodec).toMatch(/^avc1\.64/);
    expect(packets.map((packet) => packet && placeOf(packet))).toEqual(pictures.map(placeOf));
    expect(packets.find((packet) => packet?.epoch === 2)?.key).toBe(true);
    for (const { epoch, width } of pictures) expect(width).toBe(epoch === 1 ? 160 : 320);
    expect(pictures).toHaveLength(60);
  });

  it('to another size begins an epoch too where packets are not passed through', async () => {
    const options = { bFrames: 2 };
    const { formats, pictures } = await playJoined(
      'sizes-b.ts',
      await clip('b1.ts', options),
      await clip('b2.ts', { ...options, width: 320, height: 192 })
    );
    expect(formats.at(-1)).toMatchObject({ width: 320, height: 192, passthroughCodec: null });
    for (const { epoch, width } of pictures)
      expect(width).toBe(formats.find((format) => format.epoch === epoch)?.width);
  });

  it('to B-frames is not passed through any more', async () => {
    const { formats, packets, pictures } = await playJoined(
      'to-b.ts',
      await clip('p1.ts'),
      await clip('p2.ts', { bFrames: 2 })
    );
    expect(formats.map(({ passthroughCodec }) => passthroughCodec !== null)).toEqual([true, false]);
    expect(packets.slice(-30)).toEqual(Array(30).fill(null));
    const second = pictures.filter(({ epoch }) => epoch === 2).map(({ ptsUs }) => ptsUs);
    expect(second).toEqual([...second].sort((a, b) => a - b));
  });

  it('whose time begins anew begins an epoch', async () => {
    const { formats, pictures } = await playJoined('again.ts', await clip('t1.ts'), await clip('t1.ts'));
    expect(formats.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(pictures).toHaveLength(60);
    const { ptsUs } = pictures.find(({ epoch }) => epoch === 2)!;
    expect(Math.abs(ptsUs - 30 * FRAME_US)).toBeLessThan(1000);
  });
});
