export { type ConfigDocument, NO_DOCUMENT, parseConfigDocument } from './document.js';
export { ConfigError, type ConfigProblem } from './errors.js';
export { formatKey, isMapping, type KeyPath, mapText, valueAt } from './path.js';
export { type Environment, interpolate } from './interpolate.js';
export { readSecret, type ReadText } from './secret.js';
