export { PictureHealth } from './picture-health.js';
