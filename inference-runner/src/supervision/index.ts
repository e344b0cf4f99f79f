export { handleShutdown } from './supervised.js';
