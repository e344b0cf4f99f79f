export * from './arguments.js';
export { Backoff, type BackoffOptions, doublingFrom, type Growth, shareOfOutage } from './backoff.js';
export { type Clock, systemClock } from './clock.js';
export * from './config/index.js';
export { ABORTED, LATE, onAbort, sleep, unlessAborted, withinDeadline } from './deadline.js';
export * from './http/index.js';
export { RateLimiter } from './rate-limiter.js';
export * from './redact.js';
export { ThrottledLog } from './throttled-log.js';
