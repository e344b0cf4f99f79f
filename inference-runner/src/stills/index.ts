export { StillStore, type StillStoreDeps } from './still-store.js';
