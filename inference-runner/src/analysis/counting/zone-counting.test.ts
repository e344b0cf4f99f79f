import { countBucketSchema, todayCountsSchema } from '@framewatch/protocol';
import type { CountedZone } from './zone-visits.js';
import { Scene, seen, standingAt, T0_US } from '../../../test/analysis/counting-scene.js';

/** The left half of the picture, to its border. */
const LEFT: CountedZone = {
  id: 'left',
  points: [
    [0, 0],
    [0.5, 0],
    [0.5, 1],
    [0, 1],
  ],
  anchor: 'bottom',
};
const IN = standingAt(0.2, 0.6);
const OUT = standingAt(0.8, 0.6);
const TODAY = { entries: 0, exits: 0, unique: 0, visits: 0, dwellSeconds: 0 };

const scene = (zone: Partial<CountedZone> = {}, options = {}) =>
  new Scene({ zones: [{ ...LEFT, ...zone }], ...options });
const today = (of: Scene) => of.counting.today()?.zones.left;

describe('the objects in a zone', () => {
  it('are those of the frame, also without a track and at once', () => {
    const it = scene();
    it.show(seen(1, IN), seen(undefined, IN), seen(2, OUT), seen(3, IN, 'dog'));
    expect(it.last?.zones).toEqual({ left: { person: 2, dog: 1 } });
    it.show(seen(2, OUT));
    expect(it.last?.zones).toEqual({ left: { person: 0, dog: 0 } });
    expect(it.metric('framewatch_zone_objects')).toEqual({ 'left person': 0, 'left dog': 0 });
  });

  it('are of the classes of the zone only', () => {
    const it = scene({ classes: ['person'] });
    it.show(seen(1, IN, 'dog'));
    expect(it.last?.zones).toEqual({ left: { person: 0 } });
    it.hold(5, seen(1, IN, 'dog'));
    expect(today(it)).toEqual({ person: TODAY });
  });

  it('have no series after a frame that could not be inferred', () => {
    const it = scene();
    it.show(seen(1, IN));
    it.counting.onFailure();
    expect(it.metric('framewatch_zone_objects')).toEqual({});
  });

  it('have no series while the stream is down, nor without a model', () => {
    const it = scene();
    const status = { stream: 'lobby', timeUs: T0_US };
    it.show(seen(1, IN));
    it.counting.onStatus({ ...status, kind: 'state', state: 'stalled', again: false });
    expect(it.metric('framewatch_zone_objects')).toEqual({});
    it.show(seen(1, IN));
    it.counting.onStatus({ ...status, kind: 'state', state: 'streaming', again: false });
    expect(it.metric('framewatch_zone_objects')).toEqual({ 'left person': 1 });
    it.counting.onStatus({ ...status, kind: 'model-lost', message: 'no answer' });
    expect(it.metric('framewatch_zone_objects')).toEqual({});
  });
});

describe('the anchor', () => {
  // From 0.4 to 0.6, and from 0.3 down to 0.7.
  const box = [0.4, 0.3, 0.2, 0.4] as const;
  const top: CountedZone['points'] = [
    [0, 0],
    [1, 0],
    [1, 0.6],
    [0, 0.6],
  ];
  it.each([
    ['bottom', 0],
    ['centre', 1],
    ['all-corners', 0],
  ] as const)('%s of a box that is partly in a zone: %i in it', (anchor, count) => {
    const it = scene({ points: top, anchor });
    it.show(seen(1, [...box]));
    expect(it.last?.zones?.left?.person ?? 0).toBe(count);
  });

  it('is within the picture, also of a box that leans out of it', () => {
    const it = scene({
      points: [
        [0, 0.9],
        [1, 0.9],
        [1, 1],
        [0, 1],
      ],
    });
    it.show(seen(1, [0.4, 0.5, 0.2, 0.6]));
    expect(it.last?.zones).toEqual({ left: { person: 1 } });
  });
});

describe('entries and exits', () => {
  it('count from the third frame on end', () => {
    const it = scene();
    it.hold(4, seen(1, OUT));
    it.hold(2, seen(1, IN));
    expect(it.events).toEqual([]);
    it.show(seen(1, IN));
    expect(it.events).toEqual([
      {
        id: `entry-${T0_US + 600_000}`,
        stream: 'lobby',
        type: 'entry',
        severity: 'info',
        message: 'person entered zone left',
        beginUs: T0_US + 600_000,
        endUs: T0_US + 600_000,
        zone: 'left',
        class: 'person',
        track: 1,
        still: `stills/entry-${T0_US + 600_000}.jpg`,
      },
    ]);
    it.hold(20, seen(1, IN));
    it.hold(3, seen(1, OUT));
    expect(today(it)).toEqual({ person: { entries: 1, exits: 1, unique: 1, visits: 1, dwellSeconds: 2.3 } });
    expect(it.events).toHaveLength(1);
  });

  it('count an object that appears in the zone', () => {
    const it = scene();
    it.hold(3, seen(1, IN));
    expect(today(it)).toEqual({ person: { ...TODAY, entries: 1, unique: 1 } });
  });

  it('take no notice of a box that flickers over the border, or of frames without it', () => {
    const it = scene();
    for (let i = 0; i < 10; i++) {
      it.hold(2, seen(1, IN));
      it.show(seen(1, OUT));
      it.hold(2);
    }
    expect(today(it)).toEqual({ person: TODAY });
    it.hold(2, seen(1, IN));
    it.hold(9);
    it.show(seen(1, IN));
    for (let i = 0; i < 10; i++) {
      it.hold(2, seen(1, OUT));
      it.show(seen(1, IN));
    }
    expect(today(it)).toEqual({ person: { ...TODAY, entries: 1, unique: 1 } });
  });

  it('take no notice of a box that is partly in the zone, where all corners count', () => {
    const it = scene({ anchor: 'all-corners' });
    it.hold(2, seen(1, IN));
    it.hold(9, seen(1, standingAt(0.5, 0.6)));
    expect(it.last?.zones).toEqual({ left: { person: 0 } });
    it.show(seen(1, IN));
    expect(today(it)).toEqual({ person: { ...TODAY, entries: 1, unique: 1 } });
    it.hold(9, seen(1, standingAt(0.5, 0.6)));
    expect(today(it)).toEqual({ person: { ...TODAY, entries: 1, unique: 1 } });
  });

  it('count an object as having left when it was lost, until it was last seen', () => {
    const it = scene();
    it.hold(13, seen(1, IN));
    it.hold(30);
    expect(it.last?.zones).toEqual({ left: { person: 0 } });
    expect(today(it)).toEqual({ person: { ...TODAY, entries: 1, unique: 1 } });
    it.hold(2);
    expect(today(it)).toEqual({ person: { entries: 1, exits: 1, unique: 1, visits: 1, dwellSeconds: 1 } });
    expect(it.metric('framewatch_zone_dwell_seconds')).toEqual({ 'left person': 1 });
  });

  it('do not count an object again that comes back under another track', () => {
    const it = scene();
    it.hold(10, seen(1, IN));
    it.hold(10);
    it.hold(10, seen(2, [IN[0] + 0.03, IN[1], IN[2], IN[3]]));
    it.show(seen(3, IN));
    it.hold(3, seen(3, OUT));
    expect(today(it)).toEqual({ person: { entries: 1, exits: 1, unique: 1, visits: 1, dwellSeconds: 3.1 } });
  });

  it('are of two objects where two are seen', () => {
    const it = scene();
    it.hold(5, seen(1, IN));
    // The first is still there, so the second is not its new track.
    it.hold(5, seen(1, IN), seen(2, IN));
    expect(today(it)).toEqual({ person: { ...TODAY, entries: 2, unique: 2 } });
  });

  it('count somebody who comes in where somebody else has just walked out of the picture', () => {
    const it = scene();
    for (let x = 0.2; x > 0; x -= 0.02) it.show(seen(1, standingAt(x, 0.6)));
    it.hold(3);
    for (let x = 0; x < 0.2; x += 0.02) it.show(seen(2, standingAt(x, 0.6)));
    expect(today(it)).toMatchObject({ person: { entries: 2, unique: 2 } });
  });

  it('end with the run of the source', () => {
    const it = scene();
    it.hold(11, seen(1, IN));
    it.epoch = 2;
    it.hold(3, seen(1, IN));
    expect(today(it)).toEqual({ person: { entries: 2, exits: 1, unique: 2, visits: 1, dwellSeconds: 0.8 } });
  });

  it('are of one object a day, however often it comes', () => {
    const it = scene();
    for (let i = 0; i < 4; i++) {
      it.hold(5, seen(1, IN));
      it.hold(5, seen(1, OUT));
    }
    expect(today(it)?.person).toMatchObject({ entries: 4, exits: 4, unique: 1 });
  });
});

describe('a second of counts', () => {
  it('is told once it has passed', () => {
    const it = scene({ classes: ['person'] });
    it.hold(5, seen(1, IN));
    it.hold(5, seen(1, IN), seen(2, IN));
    expect(it.buckets).toEqual([]);
    it.show();
    expect(it.buckets).toEqual([
      {
        timeMs: T0_US / 1000,
        frames: 10,
        zones: {
          left: { person: { objects: 1.5, most: 2, entries: 2, exits: 0, unique: 2, visits: 0, dwellSeconds: 0 } },
        },
        lines: {},
      },
    ]);
    expect(countBucketSchema.parse(it.buckets[0])).toEqual(it.buckets[0]);
  });

  it('is told once, also where the clock is corrected at its end', () => {
    const it = scene();
    it.hold(11);
    it.nowUs -= 300_000;
    it.hold(14);
    expect(it.buckets.map(({ timeMs, frames }) => [timeMs - T0_US / 1000, frames])).toEqual([
      [0, 10],
      [1000, 13],
    ]);
  });

  it('leaves out seconds of which nothing was seen', () => {
    const it = scene();
    it.hold(10);
    it.pause(5);
    it.hold(11);
    expect(it.buckets.map(({ timeMs }) => timeMs - T0_US / 1000)).toEqual([0, 6000]);
  });
});

describe('without tracking', () => {
  it('only objects are counted, and nothing else has a figure', () => {
    const it = scene(
      { classes: ['person'] },
      {
        tracking: { enabled: false, lostSeconds: 2 },
        lines: [{ id: 'door', from: [0, 0], to: [1, 1], anchor: 'bottom' }],
      }
    );
    it.hold(11, seen(undefined, IN));
    expect(it.last).toMatchObject({ zones: { left: { person: 1 } } });
    expect(it.last).not.toHaveProperty('lines');
    expect(it.buckets[0]?.zones).toEqual({ left: { person: { objects: 1, most: 1 } } });
    expect(it.registry.snapshot().map(({ name }) => name)).toEqual(['framewatch_zone_objects']);
    expect(it.counting.today()).toBeNull();
  });
});

describe('series', () => {
  it('begin at 0 for the classes of a zone, and for others when they are first seen in it', () => {
    const it = new Scene({
      zones: [
        { ...LEFT, classes: ['person'] },
        { ...LEFT, id: 'any' },
      ],
    });
    expect(it.metric('framewatch_zone_entries_total')).toEqual({ 'left person': 0 });
    it.show(seen(1, IN, 'dog'), seen(2, OUT, 'cat'));
    expect(it.metric('framewatch_zone_entries_total')).toEqual({ 'left person': 0, 'any dog': 0 });
    it.hold(2, seen(1, IN, 'dog'));
    it.hold(3, seen(1, OUT, 'dog'));
    expect(it.metric('framewatch_zone_entries_total')).toEqual({ 'left person': 0, 'any dog': 1 });
    expect(it.metric('framewatch_zone_exits_total')).toEqual({ 'left person': 0, 'any dog': 1 });
  });
});

describe('the day', () => {
  const BEFORE_MIDNIGHT_US = Date.parse('2026-11-25T22:59:58Z') * 1000;
  const berlin = () => new Scene({ zones: [LEFT], timeZone: 'Europe/Berlin' }, 10, BEFORE_MIDNIGHT_US);

  it('begins at midnight of the time zone; who is in a zone then is one of the new day', () => {
    const it = berlin();
    it.hold(20, seen(1, IN));
    expect(it.counting.today()).toEqual({
      day: '2026-11-25',
      zones: { left: { person: { ...TODAY, entries: 1, unique: 1 } } },
      lines: {},
    });
    it.show(seen(1, IN));
    expect(it.counting.today()).toEqual({
      day: '2026-11-26',
      zones: { left: { person: { ...TODAY, unique: 1 } } },
      lines: {},
    });
    it.hold(3, seen(1, OUT));
    expect(it.counting.today()?.zones.left?.person).toMatchObject({ entries: 0, exits: 1, unique: 1 });
  });

  it('has its totals as metrics, once a second, and none while the stream is down', () => {
    const it = berlin();
    it.hold(11, seen(1, IN));
    const totals = () =>
      ['framewatch_zone_entries_today', 'framewatch_zone_unique_today'].map((name) => it.metric(name));
    expect(totals()).toEqual([{ 'left person': 1 }, { 'left person': 1 }]);
    it.hold(10, seen(1, IN));
    expect(totals()).toEqual([{ 'left person': 0 }, { 'left person': 1 }]);
    it.counting.onStatus({ kind: 'state', stream: 'lobby', timeUs: 0, state: 'stalled', again: false });
    expect(totals()).toEqual([{}, {}]);
  });

  it('goes on when the clock is set back over midnight', () => {
    const it = berlin();
    it.hold(23, seen(1, IN));
    it.nowUs = 1_500_000;
    it.epoch = 2;
    it.hold(3, seen(2, IN));
    expect(it.counting.today()).toMatchObject({ day: '2026-11-26', zones: { left: { person: { entries: 1 } } } });
  });

  it('is another one when the clock was wrong by days', () => {
    const it = berlin();
    it.nowUs = 40 * 86_400e6;
    it.hold(3, seen(1, IN));
    it.nowUs = 0;
    it.epoch = 2;
    it.show();
    expect(it.counting.today()?.day).toBe('2026-11-25');
  });

  it('goes on after a restart; who was in a zone has left', () => {
    const before = berlin();
    before.hold(5, seen(1, IN), seen(2, OUT));
    before.hold(3, seen(1, IN), seen(2, IN));
    before.hold(3, seen(1, OUT), seen(2, IN));
    const saved: unknown = JSON.parse(JSON.stringify(before.counting.kept.save()));

    const after = berlin();
    after.counting.kept.restore(saved);
    after.show();
    const person = { entries: 2, exits: 2, unique: 2, visits: 1, dwellSeconds: 0.8 };
    expect(after.counting.today()).toEqual({ day: '2026-11-25', zones: { left: { person } }, lines: {} });
    expect(todayCountsSchema.parse(after.counting.today())).toEqual(after.counting.today());
  });

  it('begins anew after a restart on another day, or with what is not its own', () => {
    const zones = { left: { person: { ...TODAY, entries: 7, inside: 3 } } };
    for (const saved of [
      { day: '2026-11-24', zones, lines: {} },
      { day: '2026-11-25', zones: 7 },
      null,
      'odd',
      [],
      {},
    ]) {
      const it = berlin();
      it.counting.kept.restore(saved);
      it.hold(3, seen(1, IN));
      expect(it.counting.today()).toMatchObject({
        day: '2026-11-25',
        zones: { left: { person: { entries: 1, exits: 0 } } },
      });
    }
  });
});
