import { TimeRange } from '@grafana/data';

/** Grafana resolves `now` a moment before the query. */
const MOMENT_MS = 1_000;

/**
 * Whether a range reaches the present, as `now-1h to now`, `now-5m to now+5m` and `now/d to now/d` (the whole day of
 * today) do. Its end is a point in time already, worked out by Grafana in the dashboard's time zone.
 */
export function reachesNow({ raw, to }: TimeRange, nowMs: number): boolean {
  return raw.to === 'now' || to.valueOf() >= nowMs - MOMENT_MS;
}
