import { getEventListeners } from 'node:events';
import type { Clock } from './clock.js';
import { ABORTED, LATE, onAbort, sleep, unlessAborted, withinDeadline } from './deadline.js';

/** One timer, which the test lets run out. */
function setup() {
  const state = { ms: 0, cancelled: false, runOut: (): void => undefined };
  const clock: Pick<Clock, 'after'> = {
    after(ms, callback) {
      Object.assign(state, { ms, runOut: callback });
      return () => (state.cancelled = true);
    },
  };
  return { clock, state };
}

/** Work that the test ends. */
function work<T>() {
  let finish = (_: T): void => undefined;
  let fail = (_: Error): void => undefined;
  const promise = new Promise<T>((resolve, reject) => ([finish, fail] = [resolve, reject]));
  return { promise, finish, fail };
}

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

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
    const { promise, fail } = work();
    const outcome = withinDeadline(clock, 100, promise);
    state.runOut();
    expect(await outcome).toBe(LATE);
    fail(new Error('too late to matter'));
  });
});

describe('unlessAborted', () => {
  it('gives what the work comes to, or rejects as it does, and leaves no listener', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(signal, Promise.resolve(7))).toBe(7);
    await expect(unlessAborted(signal, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(listeners(signal)).toBe(0);
  });

  it('is aborted with the signal, whatever the work comes to later, and leaves no listener', async () => {
    const controller = new AbortController();
    const { promise, fail } = work();
    const outcome = unlessAborted(controller.signal, promise);
    expect(listeners(controller.signal)).toBe(1);
    controller.abort();
    expect(await outcome).toBe(ABORTED);
    expect(listeners(controller.signal)).toBe(0);
    fail(new Error('too late to matter'));
  });

  it('is aborted at once where the signal was before', async () => {
    expect(await unlessAborted(AbortSignal.abort(), work().promise)).toBe(ABORTED);
    expect(await unlessAborted(AbortSignal.abort(), Promise.resolve(7))).toBe(ABORTED);
  });
});

describe('sleep', () => {
  it('ends when the time is over, and leaves no listener', async () => {
    const { clock, state } = setup();
    const { signal } = new AbortController();
    const slept = sleep(clock, 100, signal);
    expect([state.ms, listeners(signal)]).toEqual([100, 1]);
    state.runOut();
    await slept;
    expect(listeners(signal)).toBe(0);
  });

  it('ends when the signal aborts, and leaves no timer', async () => {
    const { clock, state } = setup();
    const controller = new AbortController();
    const slept = sleep(clock, 100, controller.signal);
    controller.abort();
    await slept;
    expect(state.cancelled).toBe(true);
  });

  it('does not begin where the signal has aborted', async () => {
    const { clock, state } = setup();
    await sleep(clock, 100, AbortSignal.abort());
    expect(state.ms).toBe(0);
  });
});

describe('onAbort', () => {
  it('calls back once, at once where the signal has aborted', () => {
    const controller = new AbortController();
    const called = jest.fn();
    onAbort(controller.signal, called);
    expect(called).not.toHaveBeenCalled();
    controller.abort();
    onAbort(controller.signal, called);
    expect(called).toHaveBeenCalledTimes(2);
  });

  it('never calls back once it was taken away', () => {
    const controller = new AbortController();
    const called = jest.fn();
    onAbort(controller.signal, called)();
    controller.abort();
    expect(called).not.toHaveBeenCalled();
  });
});
