import type { CountBucket, StreamEvent } from '@framewatch/protocol';
import { reportAreas } from './areas.js';

const ZONE = { objects: 1, most: 1, entries: 4, exits: 4, unique: 4, visits: 4, dwellSeconds: 2 };
const BUCKET: CountBucket = {
  timeMs: 0,
  frames: 180,
  zones: { middle: { person: ZONE } },
  lines: { gate: { person: { in: 4, out: 0 } } },
};
const CROWDED: StreamEvent = {
  id: 'crowded-1',
  stream: 'sample',
  type: 'crowded',
  severity: 'warning',
  message: '3 in zone middle, where 2 may be',
  beginUs: 1,
  endUs: 2,
};

const report = (buckets: CountBucket[], events: StreamEvent[]) =>
  reportAreas({ stream: 'sample', stepMs: 1000, buckets }, { stream: 'sample', events });

it('adds up what was counted in the seconds of a loop', () => {
  expect(report([BUCKET, BUCKET, BUCKET, BUCKET], [CROWDED])).toEqual({
    passed: 16,
    against: 0,
    entries: 16,
    exits: 16,
    crowded: 1,
    problems: [],
  });
});

it('says what differs from the clip', () => {
  const odd = { ...BUCKET, lines: { gate: { person: { in: 4, out: 1 } } } };
  expect(report([odd, BUCKET, BUCKET], [{ ...CROWDED, endUs: null }]).problems).toEqual([
    '12 crossings of the gate were counted, of 15 to 17 in the clip',
    '12 entries into the zone were counted, of 15 to 17 in the clip',
    '12 exits from the zone were counted, of 15 to 17 in the clip',
    '1 crossings against the direction of all people',
    'nobody noticed that the zone was crowded',
  ]);
});
