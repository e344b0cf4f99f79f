import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { type Clock, systemClock } from '@framewatch/service-kit';
import { type VideoSource, createSource } from '../../src/source/index.js';
import { makeClip } from './clip.js';
import { Recorder } from './recorder.js';
import { ScriptedCamera, type ScriptedCameraOptions, accessUnits } from './scripted-camera.js';

jest.setTimeout(30_000);

/** A clock on which time passes so many times as fast, the camera's aside. */
const hasty = (haste: number): Clock => ({
  nowMs: () => systemClock.nowMs() * haste,
  wallUs: () => systemClock.wallUs(),
  after: (ms, callback) => systemClock.after(ms / haste, callback),
});

const folder = mkdtempSync(path.join(tmpdir(), 'framewatch-key-'));
/** One key frame, then 74 pictures that need it: three seconds. */
let units: Buffer[];
beforeAll(async () => {
  const file = path.join(folder, 'long.h264');
  await makeClip({ path: file, frames: 75, fps: 25, gop: 75 });
  units = accessUnits(readFileSync(file));
});
afterAll(() => rmSync(folder, { recursive: true }));

let camera: ScriptedCamera;
let source: VideoSource;
afterEach(async () => {
  await source.stop();
  await camera.stop();
});

async function watch(clock: Clock, options: ScriptedCameraOptions) {
  camera = await ScriptedCamera.start(options);
  const log = pino({ level: 'silent' });
  source = createSource(
    { url: camera.url, pace: 'realtime', loop: false, stallSeconds: 5 },
    { log, clock, random: () => 0 }
  );
  const recorder = new Recorder();
  source.start(recorder, recorder);
  return recorder;
}

describe('a camera that is joined in the middle of a long group of pictures', () => {
  it('is waited for, with a word of its own, on the same connection', async () => {
    // The camera's 2.4 s without a key frame are 24 s, far more than the time to the first picture.
    const recorder = await watch(hasty(10), { units, from: 15 });
    await recorder.until(() => recorder.pictures.length >= 3);
    expect(recorder.path).toEqual(['connecting', 'waiting-for-key-frame', 'streaming']);
    expect(recorder.states[1]?.reason).toMatch(
      /packets come, but no key frame yet: let the camera send one every 1 to 2 s$/
    );
    expect(recorder.reconnects).toEqual([]);
    expect(camera.connections).toBe(1);
  });

  it('is not worth a word where it is short', async () => {
    const recorder = await watch(systemClock, { units, from: 50 });
    await recorder.until(() => recorder.pictures.length >= 3);
    expect(recorder.path).toEqual(['connecting', 'streaming']);
  });

  it('is given up after two minutes without one, and tells that once', async () => {
    const recorder = await watch(hasty(30), { units: units.slice(1) });
    await recorder.until(() => recorder.path.filter((state) => state === 'stalled').length >= 2);
    expect(recorder.path.slice(0, 5)).toEqual([
      'connecting',
      'waiting-for-key-frame',
      'stalled',
      'waiting',
      'connecting',
    ]);
    expect(recorder.states[2]?.reason).toMatch(/no key frame for 120 s: let the camera send one/);
    expect(recorder.news).toEqual(['connecting', 'waiting-for-key-frame', 'stalled']);
    expect(recorder.reconnects).toEqual(['stalled']);
  });

  it('that falls silent meanwhile has stalled', async () => {
    const recorder = await watch(hasty(10), { units: units.slice(1), most: 30 });
    await recorder.until(() => recorder.path.at(-1) === 'waiting');
    expect(recorder.path).toEqual(['connecting', 'waiting-for-key-frame', 'stalled', 'waiting']);
    expect(recorder.states[2]?.reason).toMatch(/no picture for 10 s$/);
  });
});
