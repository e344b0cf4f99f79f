export * from './alertmanager/index.js';
export * from './grafana/index.js';
export * from './metrics/index.js';
