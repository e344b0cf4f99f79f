import pino from 'pino';
import { systemClock } from '../../src/clock.js';
import { createSource } from '../../src/source/index.js';
import { Recorder } from './recorder.js';
import { TestCamera, noCamera } from './test-camera.js';

jest.setTimeout(180_000);

const describeCamera = noCamera === null ? describe : describe.skip;

/** Kills of each of the cameras, which flap side by side. */
const ROUNDS = 5;
const CAMERAS = 4;
/** Long enough for the camera to count as well again. */
const GOOD_MS = 5500;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds from each return of a camera, after `offMs` without power, to its first picture. */
async function flap(offMs: number): Promise<number[]> {
  let camera = await TestCamera.start();
  const { port, url } = camera;
  const log = pino({ level: 'silent' });
  const source = createSource({ url, pace: 'realtime', loop: false, stallSeconds: 5 }, { log });
  const recorder = new Recorder();
  source.start(recorder);
  const seen = () => recorder.pictures.length;
  await recorder.until(() => seen() > 0);
  const returns: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(GOOD_MS);
      await camera.kill();
      await sleep(offMs);
      camera = await TestCamera.start({ port });
      const backMs = systemClock.nowMs();
      const before = seen();
      await recorder.until(() => seen() > before);
      returns.push(systemClock.nowMs() - backMs);
    }
  } finally {
    await source.stop();
    await camera.kill();
  }
  return returns;
}

describeCamera(`a camera that flaps${noCamera === null ? '' : ` (skipped: ${noCamera})`}`, () => {
  it('is seen again soon, the twentieth time as the first: a good connection forgets the outages before', async () => {
    const returns = await Promise.all(Array.from({ length: CAMERAS }, (_, i) => flap(500 + 2500 * i)));
    const sorted = returns.flat().sort((a, b) => a - b);
    expect(sorted).toHaveLength(ROUNDS * CAMERAS);
    // Seconds of a user's patience, not of the machine's speed: pauses that kept on growing would be up to thirty.
    expect(sorted[sorted.length / 2]).toBeLessThanOrEqual(3000);
  });
});
