import type { Severity, StreamEvent, StreamState } from '@framewatch/protocol';
import type { EventIds } from './event-ids.js';
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
  constructor(private readonly ids: EventIds) {}

  onStatus(change: StatusChange): readonly StreamEvent[] {
    if (change.kind === 'model-lost') return [this.#event('model', 'critical', change, change.message)];
    const { state, reason, again } = change;
    if (again) return [];
    const message = reason === undefined ? state : `${state}: ${reason}`;
    return [this.#event('state', SEVERITIES[state], change, message)];
  }

  #event(type: string, severity: Severity, { stream, timeUs }: StatusChange, message: string): StreamEvent {
    return { id: this.ids.next(type, timeUs), stream, type, severity, message, beginUs: timeUs, endUs: timeUs };
  }
}
