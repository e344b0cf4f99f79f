import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { basename } from 'node:path';

/** Steps of `nice`: each takes a fifth of the weight that a thread has beside others. */
const STEPS = 2;
const LEAST = 19;

/**
 * Lets the process's other threads go before this one, and before those that it starts: what answers cameras and viewers needs
 * little time at once, an inference all that it can get. On Linux only, where each thread has a priority of its own.
 */
export function goAfterOtherThreads(): void {
  if (process.platform !== 'linux') return;
  try {
    // PID/task/ID
    const id = Number(basename(readlinkSync('/proc/thread-self')));
    setPriority(id, Math.min(LEAST, getPriority() + STEPS));
  } catch {
    // Without /proc, or where it is forbidden, all threads are equal.
  }
}
