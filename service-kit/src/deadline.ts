import type { Clock } from './clock.js';

/** Work was not done in time. */
export const LATE = Symbol('late');
/** The signal aborted before the work was done. */
export const ABORTED = Symbol('aborted');

/**
 * What the work comes to, or LATE after `ms`; the work itself goes on then, and its failure is no longer told. Rejects
 * as the work does before that. Leaves no timer.
 */
export function withinDeadline<T>(clock: Pick<Clock, 'after'>, ms: number, work: Promise<T>): Promise<T | typeof LATE> {
  return unlessEnded(work, LATE, (end) => clock.after(ms, end));
}

/** The same, or ABORTED as soon as `signal` aborts, at once where it has already. Leaves no listener. */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | typeof ABORTED> {
  return unlessEnded(work, ABORTED, (end) => onAbort(signal, end));
}

/** Resolves after `ms`, or as soon as `signal` aborts. Leaves neither timer nor listener. */
export function sleep(clock: Pick<Clock, 'after'>, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      forget();
      resolve();
    };
    const cancel = clock.after(ms, done);
    const forget = onAbort(signal, done);
  });
}

/**
 * Calls back once when `signal` aborts, at once where it has already. Returns what takes the listener away: a signal
 * that lives long (until a service stops) would collect those of everything that it outlives.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback();
    return () => undefined;
  }
  signal.addEventListener('abort', callback, { once: true });
  return () => signal.removeEventListener('abort', callback);
}

/** What the work comes to, or `ended` once that is called what `arm` is given. What `arm` returns is called in the end. */
async function unlessEnded<T, E>(work: Promise<T>, ended: E, arm: (end: () => void) => () => void): Promise<T | E> {
  let disarm: (() => void) | undefined;
  const over = new Promise<E>((resolve) => {
    disarm = arm(() => resolve(ended));
  });
  try {
    return await Promise.race([over, work]);
  } finally {
    disarm?.();
  }
}
