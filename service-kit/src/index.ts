export * from './config/index.js';
export * from './redact.js';
