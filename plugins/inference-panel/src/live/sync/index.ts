export { SyncBuffer } from './SyncBuffer';
export {
  SYNC_LIMITS,
  type Shown,
  type ShownResult,
  type SyncChoice,
  type SyncCounts,
  type SyncLimits,
  type SyncMode,
} from './types';
