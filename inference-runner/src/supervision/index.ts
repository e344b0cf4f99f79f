export { handleShutdown } from './supervised.js';
export { supervise } from './supervisor.js';
