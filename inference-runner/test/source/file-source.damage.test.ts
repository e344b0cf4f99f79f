import { readFile, writeFile } from 'node:fs/promises';
import { clipFolder, cutOff } from './files.js';

const { pathOf, clip, play, playAll } = clipFolder();

describe('a bad file fails by name, with a remedy', () => {
  const failure = async (url: string) => {
    const recorder = await playAll(url);
    expect(recorder.path.slice(-2)).toEqual(['connecting', 'failed']);
    return recorder.reason;
  };

  it('missing', async () => {
    expect(await failure(pathOf('none.mp4'))).toMatch(/none\.mp4: no such file: check the path/);
  });

  it('a folder', async () => {
    expect(await failure(pathOf('.'))).toMatch(/cannot be read \(Is a directory\)/);
  });

  it('empty', async () => {
    const file = pathOf('empty.mp4');
    await writeFile(file, '');
    expect(await failure(file)).toMatch(/empty\.mp4: not a video, or damaged at its start \(.+\)/);
  });

  it('no video at all', async () => {
    const file = pathOf('noise.mp4');
    await writeFile(file, Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 251)));
    expect(await failure(file)).toMatch(/noise\.mp4: not a video, or damaged at its start \(.+\)/);
  });

  it('without a picture', async () => {
    expect(await failure(await clip('sound.wav', { codec: 'none' }))).toMatch(/sound\.wav: has no video track/);
  });

  it('with a track of garbage', async () => {
    const file = await clip('garbage.mp4');
    const bytes = await readFile(file);
    bytes.fill(0xff, bytes.indexOf('mdat') + 4);
    await writeFile(file, bytes);
    expect(await failure(file)).toMatch(/garbage\.mp4: not one picture could be decoded/);
  });

  it('encrypted', async () => {
    const file = await clip('drm.mp4', { encrypted: true });
    expect(await failure(file)).toMatch(
      /drm\.mp4: the video is encrypted \(common encryption.*\): give one that is not/
    );
  });

  it('scrambled', async () => {
    const file = await clip('paid.ts');
    const bytes = await readFile(file);
    for (let at = 0; at < bytes.length; at += 188) {
      const pid = bytes.readUInt16BE(at + 1) & 0x1fff;
      if (pid < 0x100) continue;
      bytes[at + 3]! |= 0x80;
      for (let i = at + 12; i < at + 188; i++) bytes[i]! ^= 0xa5;
    }
    await writeFile(file, bytes);
    expect(await failure(file)).toMatch(/paid\.ts: the video is encrypted \(scrambled/);
  });

  it('of another kind of URL', async () => {
    expect(await failure('https://user:secret@host/video.mp4')).toBe(
      'https://***@host/video.mp4: not a source that can be read: give a rtsp:// or rtsps:// URL or the path of a video file'
    );
  });
});

describe('a file that is cut off', () => {
  it('gives what is there, then ends and says what is missing', async () => {
    const file = await clip('cut.mp4', { frames: 90 });
    await cutOff(file);
    const recorder = await playAll(file);
    expect(recorder.path).toEqual(['connecting', 'streaming', 'ended']);
    expect(recorder.reason).toMatch(
      /cut\.mp4: damaged or cut off: the last \d\.\d s are missing(?:, [1-9]\d* of its packets could not be decoded)?: copy/
    );
    expect(recorder.pictures.length).toBeGreaterThan(5);
    expect(recorder.pictures.length).toBeLessThan(90);
  });

  it('goes on in a loop', async () => {
    const file = await clip('cut-loop.mp4', { frames: 90 });
    await cutOff(file);
    const { recorder } = play(file, { loop: true });
    await recorder.until(() => recorder.pictures.length > 200);
    const times = recorder.pictures.map(({ ptsUs }) => ptsUs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
  });
});
