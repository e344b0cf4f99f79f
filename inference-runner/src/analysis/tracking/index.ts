export { TRACKS } from './metrics.js';
export { TRACKING_DEFAULTS, type TrackingConfig } from './schema.js';
export { Tracking } from './tracking.js';
