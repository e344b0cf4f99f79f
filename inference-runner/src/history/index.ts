export { EVENTS_KEPT, HISTORY_SECONDS, StreamHistory } from './stream-history.js';
