export { renderContactPoints } from './contact-points.js';
