export * from './binary.js';
export * from './endpoint.js';
export * from './errors.js';
export * from './frame-result.js';
export * from './history.js';
export * from './messages.js';
export { parseJson, parseWith } from './parse.js';
export * from './stream.js';
export * from './telemetry.js';
