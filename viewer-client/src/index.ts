export * from './types.js';
export { ViewerClient } from './viewer-client.js';
export { ViewerPool, type PoolOptions } from './viewer-pool.js';
