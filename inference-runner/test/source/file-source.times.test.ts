import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { clipFolder, FRAME_US } from './files.js';
import { placeOf } from './recorder.js';

const { pathOf, clip, play, playAll } = clipFolder();

const ffmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const itWithFfmpeg = ffmpeg ? it : it.skip;

const PAUSE_S = 18;
const pausing = { frames: 40, pause: { at: 20, seconds: PAUSE_S } };

describe('a file with a pause between its pictures', () => {
  it.each(['mp4', 'mkv', 'ts', 'mov'])(
    'is not damaged: the pause is part of its time, nothing is cut out: .%s',
    async (extension) => {
      const recorder = await playAll(await clip(`pause.${extension}`, pausing));
      expect(recorder.path).toEqual(['connecting', 'streaming', 'ended']);
      expect(recorder.reason).toBeUndefined();
      expect(recorder.formats).toHaveLength(1);
      expect(recorder.pictures).toHaveLength(40);
      const times = recorder.pictures.map(({ ptsUs }) => Math.round(ptsUs / FRAME_US));
      expect(times).toEqual(Array.from({ length: 40 }, (_, i) => (i < 20 ? i : i + PAUSE_S * 30)));
    }
  );

  it('keeps its pictures as far apart as they were taken, also with B-frames', async () => {
    const recorder = await playAll(await clip('pause-b.mp4', { ...pausing, bFrames: 2 }));
    expect(recorder.formats).toHaveLength(1);
    const { ptsUs } = recorder.pictures[20]!;
    expect(Math.round(ptsUs / FRAME_US)).toBe(20 + PAUSE_S * 30);
  });

  it('pauses in a loop, too: same epoch', async () => {
    const { recorder } = play(await clip('pause-loop.mp4', pausing), { loop: true });
    await recorder.until(() => recorder.pictures.length >= 100);
    expect(recorder.formats).toHaveLength(1);
    const { ptsUs } = recorder.pictures[40]!;
    expect(Math.round(ptsUs / FRAME_US)).toBe(40 + PAUSE_S * 30);
  });

  it('may pause for hours', async () => {
    const recorder = await playAll(await clip('hours.mp4', { frames: 40, pause: { at: 20, seconds: 7200 } }));
    expect(recorder.reason).toBeUndefined();
    expect(recorder.formats).toHaveLength(1);
  });

  it('whose container’s times may leap, leaps: recordings of two days put one behind the other', async () => {
    const days = [await clip('day1.ts'), await clip('day2.ts', { pause: { at: 0, seconds: 86_400 / 2 } })];
    await writeFile(pathOf('days.ts'), Buffer.concat(await Promise.all(days.map((file) => readFile(file)))));
    const recorder = await playAll(pathOf('days.ts'));
    expect(recorder.formats.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(recorder.pictures.at(-1)!.ptsUs).toBeLessThan(3e6);
    expect(recorder.reason).toBeUndefined();
  });

  itWithFfmpeg('and whose sound is longer than its picture is not cut off', async () => {
    const file = pathOf('sound.mkv');
    const made = spawnSync('ffmpeg', [
      ...['-v', 'error', '-i', await clip('silent.mp4'), '-f', 'lavfi', '-i', 'sine=duration=4'],
      ...['-c:v', 'copy', '-c:a', 'aac', '-y', file],
    ]);
    expect(made.stderr.toString()).toBe('');
    const recorder = await playAll(file);
    expect(recorder.path.at(-1)).toBe('ended');
    expect(recorder.reason).toBeUndefined();
  });
});

describe('a file from which an edit list cut the beginning off', () => {
  const HIDDEN = 14;
  const cut = { frames: 40, hidden: HIDDEN, gop: 30 };

  it.each([0, 2])(
    'shows what is left only, from time 0 on, in the file and to viewers (B-frames: %i)',
    async (bFrames) => {
      const recorder = await playAll(await clip(`cut-${bFrames}.mp4`, { ...cut, bFrames }));
      expect(recorder.path).toEqual(['connecting', 'streaming', 'ended']);
      expect(recorder.reason).toBeUndefined();
      expect(recorder.pictures).toHaveLength(40 - HIDDEN);
      expect(recorder.packets).toHaveLength(40 - HIDDEN);
      expect(Math.round(recorder.pictures[0]!.ptsUs / FRAME_US)).toBe(0);
      expect(Math.round(recorder.pictures.at(-1)!.ptsUs / FRAME_US)).toBe(40 - HIDDEN - 1);
      // A viewer's decoder would show what it needs to begin with: viewers get pictures that are encoded for them.
      expect(recorder.formats).toMatchObject([{ epoch: 1, passthroughCodec: null }]);
    }
  );

  it('plays in a loop without a gap, a jump or a new epoch', async () => {
    const { recorder } = play(await clip('cut-loop.mp4', cut), { loop: true });
    await recorder.until(() => recorder.pictures.length >= 3 * (40 - HIDDEN));
    expect(recorder.formats).toHaveLength(1);
    const times = recorder.pictures.map(({ ptsUs }) => Math.round(ptsUs / FRAME_US));
    expect(times).toEqual(times.map((_, index) => index));
    expect(new Set(recorder.pictures.map(placeOf)).size).toBe(recorder.pictures.length);
  });
});
