export { eventMarks } from './annotations.js';
export { type BoardSpec, board, type Place, side } from './board.js';
export * from './links.js';
export * from './panels.js';
export * from './queries.js';
export * from './selectors.js';
export * from './sources.js';
export * from './thresholds.js';
export * from './variables.js';
