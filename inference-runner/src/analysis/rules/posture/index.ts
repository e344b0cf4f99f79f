export { Bodies, type Posed } from './bodies.js';
export { type Body, tellsPosture } from './body.js';
