import type { Clock } from './clock.js';

/** Work was not done in time. */
export const LATE = Symbol('late');

/**
 * What the work comes to, or LATE after `ms`; the work itself goes on then, and its failure is no longer told. Rejects
 * as the work does before that.
 */
export async function withinDeadline<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T | typeof LATE> {
  let cancel: (() => void) | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    cancel = clock.after(ms, () => resolve(LATE));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel?.();
  }
}
