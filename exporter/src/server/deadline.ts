/** Time to print and send the answer, milliseconds. */
const MARGIN_MS = 500;

/**
 * Milliseconds that a scrape may take: less than Prometheus waits (its `X-Prometheus-Scrape-Timeout-Seconds` header,
 * if it is one), and never more than `capMs`.
 */
export function scrapeDeadlineMs(header: string | undefined, capMs: number): number {
  const offered = header === undefined ? NaN : Number(header) * 1000;
  if (!(offered > 0)) return capMs;
  return Math.min(capMs, Math.max(offered - MARGIN_MS, offered / 2));
}
