export { type ConfigDocument, NO_DOCUMENT, parseConfigDocument } from './document.js';
export {
  asList,
  asNumber,
  asText,
  EnvironmentOverlay,
  type ReadVariable,
  type Variable,
  type Variables,
} from './environment.js';
export { ConfigError, type ConfigProblem } from './errors.js';
export { type Environment, interpolate } from './interpolate.js';
export { formatKey, isMapping, type KeyPath, mapText, valueAt } from './path.js';
export { type ConfigForm, type ConfigReading, type ConfigSources, readConfig } from './read.js';
export { schemaProblems } from './problems.js';
export { readSecret, readSecretAgain, type ReadText } from './secret.js';
export { showValue } from './show.js';
export * from './values.js';
