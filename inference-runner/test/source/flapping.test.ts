import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
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

/** The longest pause before an attempt, seconds, of each time that a camera was off for `offMs`; each time it is seen again. */
async function flap(offMs: number): Promise<number[]> {
  let camera = await TestCamera.start();
  const { port, url } = camera;
  const log = pino({ level: 'silent' });
  const source = createSource({ url, pace: 'realtime', loop: false, stallSeconds: 5 }, { log });
  const recorder = new Recorder();
  source.start(recorder, recorder);
  const seen = () => recorder.pictures.length;
  await recorder.until(() => seen() > 0);
  const pauses: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(GOOD_MS);
      const told = recorder.states.length;
      await camera.kill();
      await sleep(offMs);
      camera = await TestCamera.start({ port });
      const before = seen();
      await recorder.until(() => seen() > before);
      pauses.push(Math.max(...recorder.states.slice(told).map(pauseOf)));
    }
  } finally {
    await source.stop();
    await camera.kill();
  }
  return pauses;
}

/** What a state says of the next attempt, seconds; 0 where it says nothing of it. */
function pauseOf({ reason = '' }: { reason?: string }): number {
  return Number(/next attempt in (\d+) s$/.exec(reason)?.[1] ?? 0);
}

describeCamera(`a camera that flaps${noCamera === null ? '' : ` (skipped: ${noCamera})`}`, () => {
  it('is tried again soon, the twentieth time as the first: a good connection forgets the outages before', async () => {
    const pauses = await Promise.all(Array.from({ length: CAMERAS }, (_, i) => flap(500 + 2500 * i)));
    const sorted = pauses.flat().sort((a, b) => a - b);
    expect(sorted).toHaveLength(ROUNDS * CAMERAS);
    expect(sorted[0]).toBeGreaterThan(0);
    // Half of them, as a busy machine may keep a camera from counting as well in between. Pauses that kept on growing
    // would be up to thirty seconds.
    expect(sorted[sorted.length / 2]).toBeLessThanOrEqual(2);
  });
});
