export { LiveView } from './LiveView';
export { PAINTED_EVENT } from './usePlayer';
