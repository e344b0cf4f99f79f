const FIRST_MS = 1_000;
const MOST_MS = 30_000;

/**
 * Milliseconds to wait before attempt number `failures` + 1: doubling up to half a minute, of which `random` (0 to 1)
 * takes away up to one half, so that many viewers do not come back in the same moment.
 */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.round(full * (1 - random / 2));
}
