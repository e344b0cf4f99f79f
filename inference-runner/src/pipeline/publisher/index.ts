export { Publisher, type PublisherDeps } from './publisher.js';
export { SnapshotKeeper } from './snapshot-keeper.js';
export { STREAM_METRICS, StreamMetrics } from './stream-metrics.js';
