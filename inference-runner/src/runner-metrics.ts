import { type Declaration, gauge, type Registry } from './telemetry/index.js';

const BUILD_INFO = gauge('framewatch_build_info', ['version'], 'Always 1; the version of the runner.');
const START_TIME = gauge(
  'framewatch_runner_start_time_seconds',
  [],
  'Unix time at which the process of the runner began.'
);

/** The metrics of the runner itself, for docs/metrics.md. */
export const RUNNER_METRICS: readonly Declaration[] = [BUILD_INFO, START_TIME];

/** `startTimeUs`: wall clock. */
export function registerRunnerMetrics(registry: Registry, version: string, startTimeUs: number): void {
  const scope = registry.scope();
  scope.gauges(BUILD_INFO).with(version).set(1);
  scope.gauge(START_TIME).set(startTimeUs / 1e6);
}
