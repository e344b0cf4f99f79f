export { SyncBuffer, SYNC_LIMITS, type Shown, type SyncCounts, type SyncLimits, type SyncMode } from './SyncBuffer';
