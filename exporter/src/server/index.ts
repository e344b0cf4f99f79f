export { ListenError } from './errors.js';
export { MetricsServer } from './server.js';
