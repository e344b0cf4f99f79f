export { RtspProxy } from './proxy.js';
