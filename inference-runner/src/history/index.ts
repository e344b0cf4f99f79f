export { EVENTS_KEPT, HISTORY_BASE_STEP_MS, HISTORY_SECONDS, StreamHistory } from './stream-history.js';
