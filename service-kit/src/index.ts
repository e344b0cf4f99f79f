/** What costs little to load. Configuration (yaml, zod) and the log (pino) have doors of their own: `/config`, `/log`. */
export * from './arguments.js';
export { Backoff, type BackoffOptions, doublingFrom, type Growth, shareOfOutage } from './backoff.js';
export { type Clock, systemClock } from './clock.js';
export { ABORTED, LATE, onAbort, sleep, unlessAborted, withinDeadline } from './deadline.js';
export * from './http/index.js';
export { LOG_LEVELS, type LogLevel } from './log-level.js';
export { RateLimiter } from './rate-limiter.js';
export * from './redact.js';
export { ThrottledLog } from './throttled-log.js';
export { readVersion } from './version.js';
