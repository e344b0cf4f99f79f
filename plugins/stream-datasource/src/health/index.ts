export { checkHealth } from './checkHealth';
