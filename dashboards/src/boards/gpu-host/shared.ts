import { toDashboard } from '../../kit/index.js';
import { DASHBOARD_UIDS } from '../../uids.js';

export const toModel = toDashboard(DASHBOARD_UIDS.modelHealth);
export const toPipeline = toDashboard(DASHBOARD_UIDS.pipeline);
export const toFleet = toDashboard(DASHBOARD_UIDS.fleet);
