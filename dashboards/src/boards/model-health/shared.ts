import { toDashboard, toDocs, WINDOW } from '../../kit/index.js';
import { DASHBOARD_UIDS } from '../../uids.js';

export const toLive = toDashboard(DASHBOARD_UIDS.live);
export const toGpu = toDashboard(DASHBOARD_UIDS.gpuHost);
export const toPipeline = toDashboard(DASHBOARD_UIDS.pipeline);
export const toErrors = toDocs('What to do', 'runbooks/inference-errors.md');

export const buckets = (metric: string, selector: string, window: string = WINDOW) =>
  `sum by (le) (increase(${metric}_bucket{${selector}}[${window}]))`;
