export { ConfigError, type ConfigProblem, type ConfigSources } from '@framewatch/service-kit/config';
export { loadConfig } from './load.js';
export { type ModelCard, readModelCard } from './model-card.js';
export type * from './types.js';
