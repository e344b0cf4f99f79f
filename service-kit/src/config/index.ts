export { type ConfigDocument, NO_DOCUMENT, parseConfigDocument } from './document.js';
export { ConfigError, type ConfigProblem } from './errors.js';
export { formatKey, isMapping, type KeyPath, mapText, valueAt } from './path.js';
