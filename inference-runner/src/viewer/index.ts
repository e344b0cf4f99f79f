export { FORWARDED_HEADER } from './forwarded.js';
export { AddressInUseError, AddressUnusableError, TokenRequiredError } from './errors.js';
export { defaultLiveLimits, type LiveLimits } from './limits.js';
export { createViewerMeter, VIEWER_METRICS } from './metrics.js';
export { createViewerServer, type ViewerServer, type ViewerServerDeps } from './server.js';
export type { RemoteStreams, Snapshot, StreamWatcher, ViewableRunner, ViewableStream, ViewerMeter } from './types.js';
