export { ConfigError, type ConfigProblem } from '@framewatch/service-kit';
export { loadConfig, type ConfigSources } from './load.js';
export type * from './types.js';
