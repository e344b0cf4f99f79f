import { toDashboard, toDocs } from '../../kit/index.js';
import { DASHBOARD_UIDS } from '../../uids.js';

export const toFleet = toDashboard(DASHBOARD_UIDS.fleet);
export const toHost = toDashboard(DASHBOARD_UIDS.gpuHost);
export const toSpool = toDocs('How the spool works', 'data.md#the-spool');
export const toExporter = toDocs('How the exporter works', 'metrics.md#the-exporter');

export const NOT_SCRAPED = 'No data from Prometheus: see the services above';

export const NO_SINK = 'No data of a runner that writes to a database';

export const SINK = '{{runner}} → {{sink}}';
