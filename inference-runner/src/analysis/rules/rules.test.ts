import type { Detection, StreamEvent } from '@framewatch/protocol';
import { COCO_POSE } from '../../model/families/coco-pose.js';
import { frameResult } from '../../../test/viewer/fakes.js';
import { EventIds } from '../event-ids.js';
import { type Area, Areas } from './areas.js';
import { Bodies } from './posture/index.js';
import { Rules } from './rules.js';
import { type RuleConfig, ruleSchema } from './schema.js';

/** A Wednesday, 12:00 UTC. */
const NOON_US = Date.parse('2026-03-04T12:00:00Z') * 1000;
const half = (x: number): [number, number][] => [
  [x, 0],
  [x + 0.5, 0],
  [x + 0.5, 1],
  [x, 1],
];
const AREA: Area = {
  zones: [
    { id: 'yard', points: half(0), anchor: 'bottom' },
    { id: 'gate', points: half(0.5), classes: ['person'], anchor: 'bottom' },
  ],
  // Seen from its start it looks up: its right-hand side is the right half.
  lines: [{ id: 'door', from: [0.5, 1], to: [0.5, 0], anchor: 'bottom' }],
  frames: 3,
};

/** Somebody whose feet are there. */
const at = (x: number, track?: number, change: Partial<Detection> = {}): Detection => ({
  class: 'person',
  confidence: 0.5,
  box: [x - 0.05, 0.4, 0.1, 0.4],
  ...(track !== undefined && { track }),
  ...change,
});

class Scene {
  readonly active: Record<string, number | null> = {};
  readonly told: StreamEvent[] = [];
  readonly #rules: Rules;
  #timeUs: number;

  constructor(written: unknown[], { kept, timeUs = NOON_US }: { kept?: unknown; timeUs?: number } = {}) {
    this.#timeUs = timeUs;
    this.#rules = new Rules(
      written.map((rule): RuleConfig => ruleSchema.parse(rule)),
      {
        stream: 'lobby',
        areas: new Areas(AREA),
        bodies: new Bodies(COCO_POSE.keypoints),
        timeZone: 'UTC',
        eventIds: new EventIds(),
        active: (type, count) => (this.active[type] = count),
      }
    );
    if (kept !== undefined) this.#rules.kept.restore(JSON.parse(JSON.stringify(kept)));
  }

  /** Shows these for so long. */
  show(seconds: number, detections: readonly Detection[], fps = 10): this {
    for (let frame = 0; frame < seconds * fps; frame++) {
      const result = frameResult({ stream: 'lobby', captureTimeUs: this.#timeUs, detections: [...detections] });
      this.told.push(...this.#rules.onResult(result).events);
      this.#timeUs += 1e6 / fps;
    }
    return this;
  }

  /** Shows nothing at all: the camera is away. */
  away(seconds: number): this {
    this.#timeUs += seconds * 1e6;
    return this;
  }

  state(state: 'waiting' | 'ended' | 'stopped'): this {
    this.told.push(
      ...this.#rules.onStatus({ kind: 'state', stream: 'lobby', timeUs: this.#timeUs, state, again: true })
    );
    return this;
  }

  get kept(): unknown {
    return this.#rules.kept.save();
  }

  get timeUs(): number {
    return this.#timeUs;
  }

  /** What was told: type, begin and end in seconds from noon. */
  get story(): [string, number, number | null][] {
    const seconds = (us: number) => Math.round((us - NOON_US) / 1e5) / 10;
    return this.told.map(({ type, beginUs, endUs }) => [
      type,
      seconds(beginUs),
      endUs === null ? null : seconds(endUs),
    ]);
  }
}

describe('somebody in a forbidden zone', () => {
  const RULE = { type: 'forbidden-zone', zone: 'yard' };

  it('is an event with begin and end, told as it begins and as it ends', () => {
    const scene = new Scene([RULE])
      .show(5, [])
      .show(10, [at(0.2, 7)])
      .show(10, [at(0.7, 7)]);
    expect(scene.told).toEqual([
      {
        id: `forbidden-zone-${NOON_US + 5e6}`,
        stream: 'lobby',
        type: 'forbidden-zone',
        severity: 'warning',
        message: 'person in the forbidden zone yard',
        beginUs: NOON_US + 5e6,
        endUs: null,
        value: 1,
        expected: { high: 0 },
        zone: 'yard',
        class: 'person',
        track: 7,
        still: `stills/forbidden-zone-${NOON_US + 5e6}.jpg`,
      },
      expect.objectContaining({ id: `forbidden-zone-${NOON_US + 5e6}`, endUs: NOON_US + 14.9e6, track: 7 }),
    ]);
  });

  it('is one event whoever comes and goes, with the most that were there', () => {
    const scene = new Scene([RULE])
      .show(5, [at(0.1, 1)])
      .show(5, [at(0.1, 1), at(0.3, 2)])
      .show(2, [])
      .show(5, [at(0.2, 3)])
      .show(5, []);
    expect(scene.story).toEqual([
      ['forbidden-zone', 0, null],
      ['forbidden-zone', 0, 16.9],
    ]);
    expect(scene.told[1]?.value).toBe(2);
  });

  it('is none for what is there in single pictures only, or not long enough', () => {
    const flicker = new Scene([RULE]);
    for (let i = 0; i < 20; i++) flicker.show(0.1, [at(0.2)]).show(1.4, []);
    expect(flicker.show(0.8, [at(0.2)]).show(9, []).story).toEqual([]);
  });

  it('is none beside the zone, of another class or at another hour', () => {
    expect(new Scene([RULE]).show(9, [at(0.7)]).story).toEqual([]);
    expect(new Scene([{ ...RULE, classes: ['person'] }]).show(9, [at(0.2, 1, { class: 'dog' })]).story).toEqual([]);
    expect(new Scene([{ ...RULE, zone: 'gate' }]).show(9, [at(0.7, 1, { class: 'dog' })]).story).toEqual([]);
    expect(new Scene([{ ...RULE, hours: '22:00-06:00' }]).show(9, [at(0.2)]).story).toEqual([]);
    expect(new Scene([{ ...RULE, hours: '22:00-12:01' }]).show(90, [at(0.2)]).story).toEqual([
      ['forbidden-zone', 0, null],
      ['forbidden-zone', 0, 59.9],
    ]);
    expect(new Scene([{ ...RULE, weekdays: ['sat', 'sun'] }]).show(9, [at(0.2)]).story).toEqual([]);
  });

  it('says how many last now', () => {
    const scene = new Scene([RULE, { ...RULE, zone: 'gate' }]);
    expect(scene.active).toEqual({ 'forbidden-zone': null });
    expect(scene.show(3, [at(0.2), at(0.7)]).active).toEqual({ 'forbidden-zone': 2 });
    expect(scene.show(9, [at(0.2)]).active).toEqual({ 'forbidden-zone': 1 });
    expect(scene.show(9, []).active).toEqual({ 'forbidden-zone': 0 });
  });

  it('says nothing of how many last while the camera is away, except of those that still do', () => {
    const scene = new Scene([RULE, { type: 'crowded', zone: 'yard', most: 3 }]).show(3, [at(0.2)]);
    expect(scene.state('waiting').active).toEqual({ 'forbidden-zone': 1, crowded: null });
    expect(scene.away(70).state('waiting').active).toEqual({ 'forbidden-zone': null, crowded: null });
    expect(scene.show(1, []).active).toEqual({ 'forbidden-zone': 0, crowded: 0 });
  });

  it('takes the severity that is written', () => {
    expect(new Scene([{ ...RULE, severity: 'critical' }]).show(3, [at(0.2)]).told[0]?.severity).toBe('critical');
  });

  it.each([1, 5, 30, 60])('is the same at %i frames per second', (fps) => {
    const [begun, ended] = new Scene([RULE]).show(10, [at(0.2)], fps).show(10, [], fps).told;
    expect(begun?.beginUs).toBe(NOON_US);
    expect((ended?.endUs ?? 0) / 1e3).toBeCloseTo((NOON_US + 10e6 - 1e6 / fps) / 1e3, 0);
  });
});

describe('a crowded zone', () => {
  const people = (count: number) => Array.from({ length: count }, (_, i) => at(0.1 + 0.05 * i, i));

  it('is an event above the limit, with how many there were', () => {
    const scene = new Scene([{ type: 'crowded', zone: 'yard', most: 3 }])
      .show(9, people(3))
      .show(9, people(4))
      .show(9, people(6))
      .show(9, people(3));
    expect(scene.story).toEqual([
      ['crowded', 9, null],
      ['crowded', 9, 26.9],
    ]);
    expect(scene.told[1]).toMatchObject({ value: 6, expected: { high: 3 }, message: '6 in zone yard, where 3 may be' });
  });

  it('with a limit of 0 is somebody at all', () => {
    expect(new Scene([{ type: 'crowded', zone: 'yard', most: 0 }]).show(9, people(1)).story).toHaveLength(1);
  });
});

describe('staying too long', () => {
  const RULE = { type: 'dwell', zone: 'yard', seconds: 30 };

  it('is an event for each object, with how long it stayed', () => {
    const scene = new Scene([RULE])
      .show(20, [at(0.1, 1)])
      .show(20, [at(0.1, 1), at(0.4, 2)])
      .show(20, [at(0.4, 2)])
      .show(9, []);
    expect(scene.story).toEqual([
      ['dwell', 0, null],
      ['dwell', 0, 39.9],
      ['dwell', 20, null],
      ['dwell', 20, 59.9],
    ]);
    expect(scene.told[1]).toMatchObject({ value: 39.9, expected: { high: 30 }, track: 1, zone: 'yard' });
  });

  it('goes on over gaps, and where the object gets another track', () => {
    const scene = new Scene([RULE])
      .show(20, [at(0.1, 1)])
      .show(2, [])
      .show(20, [at(0.11, 5)])
      .show(9, []);
    expect(scene.story).toEqual([
      ['dwell', 0, null],
      ['dwell', 0, 41.9],
    ]);
  });

  it('begins anew for who comes back later, and for somebody else', () => {
    const scene = new Scene([RULE])
      .show(20, [at(0.1, 1)])
      .show(5, [])
      .show(20, [at(0.1, 1)]);
    expect(scene.story).toEqual([]);
    expect(new Scene([RULE]).show(20, [at(0.1, 1)]).show(20, [at(0.4, 2)]).story).toEqual([]);
    expect(new Scene([RULE]).show(20, [at(0.1, 1), at(0.12, 2)]).show(20, [at(0.7, 1), at(0.12, 3)]).story).toEqual([
      ['dwell', 0, null],
    ]);
  });

  it('does not count who is not followed', () => expect(new Scene([RULE]).show(60, [at(0.1)]).story).toEqual([]));
});

describe('a line crossed the wrong way', () => {
  const RULE = { type: 'wrong-way', line: 'door', direction: 'out' };
  const walk = (scene: Scene, from: number, to: number, track = 1) => {
    for (let step = 0; step <= 10; step++) scene.show(0.1, [at(from + ((to - from) * step) / 10, track)]);
    return scene;
  };

  it('is an event until the object is back', () => {
    const scene = walk(walk(new Scene([RULE]), 0.7, 0.3).show(5, [at(0.3, 1)]), 0.3, 0.7).show(9, [at(0.7, 1)]);
    expect(scene.story).toEqual([
      ['wrong-way', 0.8, null],
      ['wrong-way', 0.8, expect.closeTo(6.9, 0)],
    ]);
    expect(scene.told[0]).toMatchObject({
      line: 'door',
      direction: 'out',
      class: 'person',
      track: 1,
      message: 'person crossed line door the wrong way, out',
    });
  });

  it('or gone', () => expect(walk(new Scene([RULE]), 0.7, 0.3).show(9, []).story).toHaveLength(2));

  it('is none the right way, for another class, or without a track', () => {
    expect(walk(new Scene([RULE]), 0.3, 0.7).show(9, []).story).toEqual([]);
    expect(walk(new Scene([{ ...RULE, classes: ['car'] }]), 0.7, 0.3).story).toEqual([]);
    expect(new Scene([RULE]).show(1, [at(0.7)]).show(1, [at(0.3)]).story).toEqual([]);
  });
});

describe('a clock that is set back', () => {
  const HOUR_S = 3600;

  it('takes nothing from what has not lasted long enough yet', () => {
    const scene = new Scene([{ type: 'dwell', zone: 'yard', seconds: 30 }]).show(20, [at(0.1, 1)]);
    expect(scene.away(-HOUR_S).show(5, [at(0.1, 1)]).story).toEqual([]);
    expect(scene.show(10, [at(0.1, 1)]).story).toHaveLength(1);
  });

  it('does not end an event, which ends no sooner than it began, with how long it lasted', () => {
    const scene = new Scene([{ type: 'dwell', zone: 'yard', seconds: 30 }]).show(40, [at(0.1, 1)]);
    scene
      .away(-HOUR_S)
      .show(20, [at(0.1, 1)])
      .show(9, []);
    expect(scene.story).toEqual([
      ['dwell', 0, null],
      ['dwell', 0, 0],
    ]);
    expect(scene.told[1]?.value).toBeCloseTo(59.8, 1);
  });
});

describe('an event that lasts while nothing is seen', () => {
  const RULE = { type: 'forbidden-zone', zone: 'yard' };
  const begun = () => new Scene([RULE]).show(5, [at(0.2, 1)]);

  it('goes on after a short outage of the camera', () => {
    const scene = begun()
      .state('waiting')
      .away(20)
      .state('waiting')
      .show(5, [at(0.2, 9)])
      .show(9, []);
    expect(scene.story).toEqual([
      ['forbidden-zone', 0, null],
      ['forbidden-zone', 0, 29.9],
    ]);
  });

  it('ends with the last picture of it when the outage is long, as soon as that is known', () => {
    expect(begun().away(70).state('waiting').story[1]).toEqual(['forbidden-zone', 0, 4.9]);
    expect(begun().away(70).show(0.1, []).story[1]).toEqual(['forbidden-zone', 0, 4.9]);
    expect(begun().state('ended').story[1]).toEqual(['forbidden-zone', 0, 4.9]);
  });

  it('goes on after a restart of the runner: it is told again, with the same id, and ends once', () => {
    const before = begun().state('stopped');
    const again = new Scene([RULE], { kept: before.kept, timeUs: before.timeUs }).away(15);
    expect(again.active).toEqual({ 'forbidden-zone': 1 });
    again.show(5, [at(0.2, 1)]).show(9, []);
    expect(again.told).toEqual([before.told[0], { ...before.told[0], endUs: NOON_US + 24.9e6 }]);
  });

  it('ends after a restart that took long, or without whose rule it was', () => {
    const before = begun();
    const again = new Scene([RULE], { kept: before.kept, timeUs: before.timeUs }).away(120).show(1, []);
    expect(again.told).toEqual([before.told[0], { ...before.told[0], endUs: NOON_US + 4.9e6 }]);
    const other = new Scene([{ ...RULE, zone: 'gate' }], { kept: before.kept, timeUs: before.timeUs }).show(1, []);
    expect(other.told).toEqual([{ ...before.told[0], endUs: NOON_US + 4.9e6 }]);
  });

  it.each([null, 'x', { a: 1 }, { a: [{}] }])('begins anew where %j was kept', (kept) => {
    expect(new Scene([RULE], { kept }).show(5, [at(0.2)]).story).toHaveLength(1);
  });

  it('of an object goes on by its place after a restart, as its track is another', () => {
    const dwell = { type: 'dwell', zone: 'yard', seconds: 30 };
    const before = new Scene([dwell]).show(40, [at(0.1, 1), at(0.4, 2)]);
    const again = new Scene([dwell], { kept: before.kept, timeUs: before.timeUs }).away(5);
    again.show(10, [at(0.4, 1)]).show(9, []);
    expect(again.story).toEqual([
      ['dwell', 0, null],
      ['dwell', 0, null],
      ['dwell', 0, 39.9],
      ['dwell', 0, 54.9],
    ]);
  });
});
