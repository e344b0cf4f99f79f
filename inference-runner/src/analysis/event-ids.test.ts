import { eventIdSchema } from '@framewatch/protocol';
import { EventIds } from './event-ids.js';

describe('EventIds', () => {
  it('names an event by its type and begin, also where several begin at once', () => {
    const ids = new EventIds();
    const at = 1_700_000_000_000_000;
    expect([ids.next('state', at), ids.next('state', at), ids.next('entry', at), ids.next('state', at + 1)]).toEqual([
      'state-1700000000000000',
      'state-1700000000000000-2',
      'entry-1700000000000000',
      'state-1700000000000001',
    ]);
  });

  it('remembers begins of events that are told later, in another order', () => {
    const ids = new EventIds();
    expect([5, 6, 5, 6].map((beginUs) => ids.next('dwell', beginUs))).toEqual([
      'dwell-5',
      'dwell-6',
      'dwell-5-2',
      'dwell-6-2',
    ]);
  });

  it('makes ids that the protocol takes', () => {
    expect(eventIdSchema.safeParse(new EventIds().next('confidence-drift', 1_700_000_000_000_000)).success).toBe(true);
  });
});
