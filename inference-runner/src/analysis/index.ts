import { ANOMALY_METRICS, createAnomalies } from './anomalies/index.js';
import { ANOMALIES_DEFAULTS } from './anomalies/schema.js';
import { Counting, COUNTING_DEFAULTS, COUNTING_METRICS } from './counting/index.js';
import { createRules } from './rules/index.js';
import { StatusEvents } from './status-events.js';
import { Tracking, TRACKING_DEFAULTS, TRACKS } from './tracking/index.js';
import type { Declaration } from '../telemetry/index.js';
import type { Analyser, AnalyserDeps, AnalysisConfig } from './types.js';

export { Analysis } from './analysis.js';
export { EventIds } from './event-ids.js';
export { Tracking } from './tracking/index.js';
export { unknownClasses } from './counting/index.js';
export { unfitRules } from './rules/index.js';
export type * from './types.js';

/** The analysers of a stream, in order. To add one, write a folder in this one and add it here. */
export function createAnalysers(deps: AnalyserDeps): Analyser[] {
  const { stream, eventIds, timeZone } = deps;
  const { zones, lines, counting, tracking, anomalies } = stream;
  const counts = zones.length + lines.length > 0;
  return [
    new StatusEvents(eventIds),
    ...(tracking.enabled ? [new Tracking(tracking, deps)] : []),
    ...(counts ? [new Counting({ zones, lines, frames: counting.frames, tracking, timeZone }, deps)] : []),
    ...createAnomalies(deps),
    ...(anomalies.rules.length > 0 ? [createRules(deps)] : []),
  ];
}

/** The analysis of a stream whose configuration says nothing of it. */
export const ANALYSIS_DEFAULTS = {
  zones: [],
  lines: [],
  counting: COUNTING_DEFAULTS,
  tracking: TRACKING_DEFAULTS,
  anomalies: ANOMALIES_DEFAULTS,
} satisfies Partial<AnalysisConfig>;

/** What analysers count, for docs/metrics.md. */
export const ANALYSIS_METRICS: readonly Declaration[] = [TRACKS, ...COUNTING_METRICS, ...ANOMALY_METRICS];
