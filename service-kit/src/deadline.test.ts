import type { Clock } from './clock.js';
import { LATE, withinDeadline } from './deadline.js';

/** One timer, which the test lets run out. */
function setup() {
  const state = { ms: 0, cancelled: false, runOut: (): void => undefined };
  const clock: Clock = {
    nowMs: () => 0,
    wallUs: () => 0,
    after(ms, callback) {
      Object.assign(state, { ms, runOut: callback });
      return () => (state.cancelled = true);
    },
  };
  return { clock, state };
}

describe('withinDeadline', () => {
  it('gives what the work comes to, and leaves no timer', async () => {
    const { clock, state } = setup();
    expect(await withinDeadline(clock, 100, Promise.resolve(7))).toBe(7);
    expect(state).toMatchObject({ ms: 100, cancelled: true });
  });

  it('rejects as the work does, and leaves no timer', async () => {
    const { clock, state } = setup();
    await expect(withinDeadline(clock, 100, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(state.cancelled).toBe(true);
  });

  it('is late when the time is over first, whatever the work comes to later', async () => {
    const { clock, state } = setup();
    let fail = (_: Error): void => undefined;
    const outcome = withinDeadline(clock, 100, new Promise((_, reject) => (fail = reject)));
    state.runOut();
    expect(await outcome).toBe(LATE);
    fail(new Error('too late to matter'));
  });
});
