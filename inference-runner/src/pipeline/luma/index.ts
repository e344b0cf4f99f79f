export { LumaFeed } from './luma-feed.js';
