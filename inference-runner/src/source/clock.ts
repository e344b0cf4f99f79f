/** Time as the source sees it; passed in, so that tests are exact and fast. */
export interface Clock {
  /** Wall clock, microseconds since 1970. */
  wallUs(): number;
  /** Monotonic clock, milliseconds. */
  nowMs(): number;
  /** Calls once after `ms`; returns what cancels it. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  wallUs: () => Date.now() * 1000,
  nowMs: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or as soon as `signal` aborts. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done);
  });
}

/** Resolves with the promise's value, or with null as soon as `signal` aborts; the promise itself goes on. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  if (signal.aborted) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const abort = () => resolve(null);
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
