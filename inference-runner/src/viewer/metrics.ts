import { counter, type Declaration, gauge, type MetricScope } from '../telemetry/index.js';
import type { ViewerMeter } from './types.js';

const VIEWERS = gauge('framewatch_viewers', ['stream'], 'Viewers that are connected now.');
const BYTES_SENT = counter('framewatch_viewer_bytes_sent_total', ['stream'], 'Bytes sent to live viewers.');

/** The metrics of viewers, for docs/metrics.md. */
export const VIEWER_METRICS: readonly Declaration[] = [VIEWERS, BYTES_SENT];

/** Counts the viewers of one stream. `scope`: with the label `stream`. */
export function createViewerMeter(scope: MetricScope): ViewerMeter {
  const viewers = scope.gauge(VIEWERS);
  const sent = scope.counter(BYTES_SENT);
  viewers.set(0);
  return { viewers: (change) => viewers.add(change), viewerBytesSent: (bytes) => sent.add(bytes) };
}
