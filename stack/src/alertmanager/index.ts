export { AlertReceiverError } from './errors.js';
export type { Environment } from './integrations.js';
export { AlertmanagerFileError, renderAlertmanager } from './render.js';
