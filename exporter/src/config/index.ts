export { ConfigError, type ConfigProblem } from './errors.js';
export { loadConfig, type ConfigSources } from './load.js';
export type * from './types.js';
