import { NotReadyError } from './errors.js';

export interface RetryOptions {
  /** Total time for attempts, milliseconds. */
  limitMs: number;
  pauseMs: number;
  /** Monotonic, milliseconds. */
  nowMs: () => number;
  sleep: (ms: number) => Promise<void>;
  /** Called when the reason for waiting changes. */
  onWait: (error: NotReadyError) => void;
}

/**
 * Repeats the action while it throws a NotReadyError; rejects with that error when the time is up, with others at once.
 */
export async function whenReady(action: () => Promise<void>, options: RetryOptions): Promise<void> {
  const { limitMs, pauseMs, nowMs, sleep, onWait } = options;
  const startMs = nowMs();
  let last = '';
  for (;;) {
    try {
      await action();
      return;
    } catch (error) {
      if (!(error instanceof NotReadyError) || nowMs() - startMs >= limitMs) throw error;
      if (error.message !== last) onWait(error);
      last = error.message;
      await sleep(pauseMs);
    }
  }
}
