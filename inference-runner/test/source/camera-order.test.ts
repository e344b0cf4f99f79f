import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { systemClock } from '@framewatch/service-kit';
import { createSource } from '../../src/source/index.js';
import { makeClip } from './clip.js';
import { Recorder } from './recorder.js';
import { ScriptedCamera, accessUnits } from './scripted-camera.js';

jest.setTimeout(30_000);

const folder = mkdtempSync(path.join(tmpdir(), 'framewatch-order-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a camera that sends B-frames with the times at which they are decoded: every picture is shown, in its order', async () => {
  const file = path.join(folder, 'b.h264');
  await makeClip({ path: file, frames: 75, fps: 25, gop: 25, bFrames: 2 });
  const camera = await ScriptedCamera.start({ units: accessUnits(readFileSync(file)), most: 75 });
  const source = createSource(
    { url: camera.url, pace: 'realtime', loop: false, stallSeconds: 5 },
    { log: pino({ level: 'silent' }), clock: systemClock, random: () => 0 }
  );
  const recorder = new Recorder();
  source.start(recorder, recorder);
  await recorder.until(() => recorder.packets.length >= 70);
  await source.stop();
  await camera.stop();

  const { pictures, packets } = recorder;
  // Few are left out until it shows, and few are still in the decoder at the end.
  expect(packets.length - pictures.length).toBeLessThan(10);
  const steps = pictures.slice(10).map(({ ptsUs }, i) => ptsUs - pictures[i + 9]!.ptsUs);
  expect(new Set(steps)).toEqual(new Set([40_000]));
});
