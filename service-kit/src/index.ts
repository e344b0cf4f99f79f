export { type Clock, systemClock } from './clock.js';
export * from './config/index.js';
export { LATE, withinDeadline } from './deadline.js';
export { RateLimiter } from './rate-limiter.js';
export * from './redact.js';
export { ThrottledLog } from './throttled-log.js';
