export { ConfigError, type ConfigProblem } from '@framewatch/service-kit';
export { type ConfigSources, loadConfig } from './load.js';
export type * from './types.js';
