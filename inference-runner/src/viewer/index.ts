export { FORWARDED_HEADER, type ForeignStreams } from './forwarding.js';
export { AddressInUseError, AddressUnusableError, TokenRequiredError } from './errors.js';
export { defaultLiveLimits, type LiveLimits } from './limits.js';
export { createViewerServer, type ViewerServer, type ViewerServerDeps } from './server.js';
export type { Snapshot, StreamWatcher, ViewableRunner, ViewableStream } from './types.js';
