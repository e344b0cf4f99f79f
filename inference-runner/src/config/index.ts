export { ConfigError, type ConfigProblem } from './errors.js';
export { type ConfigSources, loadConfig } from './load.js';
export type * from './types.js';
