import type { Severity, StreamEvent, StreamState } from '@framewatch/protocol';
import type { Analyser, StatusChange } from './types.js';

const SEVERITIES: Record<StreamState, Severity> = {
  connecting: 'info',
  'waiting-for-key-frame': 'info',
  streaming: 'info',
  stalled: 'warning',
  waiting: 'warning',
  ended: 'info',
  failed: 'critical',
  stopped: 'info',
};

/** Makes an event of each change of a stream's state, except repeated attempts, and of the loss of its model. */
export class StatusEvents implements Analyser {
  onStatus(change: StatusChange): readonly StreamEvent[] {
    const { stream, timeUs } = change;
    if (change.kind === 'model-lost') {
      return [{ timeUs, stream, type: 'model', severity: 'critical', message: change.message }];
    }
    const { state, reason, again } = change;
    if (again) return [];
    const message = reason === undefined ? state : `${state}: ${reason}`;
    return [{ timeUs, stream, type: 'state', severity: SEVERITIES[state], message }];
  }
}
