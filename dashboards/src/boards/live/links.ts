import { toDashboard, toDocs } from '../../kit/index.js';
import { DASHBOARD_UIDS } from '../../uids.js';

export const toModel = toDashboard(DASHBOARD_UIDS.modelHealth);
export const toPipeline = toDashboard(DASHBOARD_UIDS.pipeline);
export const toGpu = toDashboard(DASHBOARD_UIDS.gpuHost);
export const toFleet = toDashboard(DASHBOARD_UIDS.fleet);
export const toCounting = toDashboard(DASHBOARD_UIDS.counting);
export const toAnomalies = toDocs('What is an anomaly', 'anomalies.md');
export const toSources = toDocs('How sources are watched', 'sources.md');
