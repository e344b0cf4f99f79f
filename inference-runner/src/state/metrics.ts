import { counter, type Declaration } from '../telemetry/index.js';

export const WRITE_ERRORS = counter(
  'framewatch_state_write_errors_total',
  [],
  'Writes to the state folder that failed and are tried again; what is not written is lost at a restart.'
);

/** The metrics of the state folder, for docs/metrics.md. */
export const STATE_METRICS: readonly Declaration[] = [WRITE_ERRORS];
