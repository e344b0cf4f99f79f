export { STATE_METRICS } from './metrics.js';
export { StateFolder } from './state-folder.js';
export type { StateKeeper } from './state-keeper.js';
export type * from './types.js';
export { replaceFile } from './write-file.js';
