export { dashboards, generate } from './generate.js';
export { DASHBOARD_UIDS, DATA_SOURCE_UIDS, FOLDER } from './uids.js';
