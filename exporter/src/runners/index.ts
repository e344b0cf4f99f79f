export { collect, type Answer } from './collect.js';
export { RunnerUnavailableError, type RunnerErrorReason } from './errors.js';
export { identify, type KnownIds, type Runner } from './identify.js';
export { systemResolver, type Resolver } from './targets.js';
export { RunnerLog } from './runner-log.js';
