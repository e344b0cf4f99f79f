import { ANALYSIS_METRICS } from './analysis/index.js';
import { MODEL_METRICS } from './model/index.js';
import { STREAM_METRICS } from './pipeline/index.js';
import { RUNNER_METRICS } from './runner-metrics.js';
import { POINT_SINK_METRICS } from './sink/index.js';
import { STATE_METRICS } from './state/index.js';
import type { Declaration } from './telemetry/index.js';
import { VIEWER_METRICS } from './viewer/index.js';

export type { Declaration } from './telemetry/index.js';

/** Everything that a runner reports, for docs and for those who check queries. The code that counts does not need it. */
export const METRICS: readonly Declaration[] = [
  ...RUNNER_METRICS,
  ...MODEL_METRICS,
  ...STREAM_METRICS,
  ...ANALYSIS_METRICS,
  ...STATE_METRICS,
  ...VIEWER_METRICS,
  ...POINT_SINK_METRICS,
];
