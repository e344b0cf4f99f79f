import type { StreamEvent } from '@framewatch/protocol';
import { Scene, type View } from '../../../../test/analysis/scene.js';
import { seriesOf } from '../../../../test/series.js';
import { Registry } from '../../../telemetry/index.js';
import { EventIds } from '../../event-ids.js';
import { AnomalyMeter } from '../metrics.js';
import { PictureHealth } from './picture-health.js';

let scene: Scene;
let registry: Registry;
let health: PictureHealth;
let second: number;

function healthOf(falseAlarmsPerDay = 1): PictureHealth {
  const meter = new AnomalyMeter(registry.scope({ stream: 'lobby', model: 'pose' }));
  return new PictureHealth({ stream: 'lobby', ids: new EventIds(), meter, falseAlarmsPerDay });
}

beforeEach(() => {
  scene = new Scene();
  registry = new Registry();
  health = healthOf();
  second = 0;
});

/** Shows so many pictures, one a second. Returns the events as `type begin 12`: the seconds after the first of them. */
function show(pictures: number, view: View | ((second: number) => View) = {}): string[] {
  const from = second;
  const events: string[] = [];
  for (; second < from + pictures; second++) {
    const made = health.onLuma(scene.picture(second, typeof view === 'function' ? view(second) : view));
    events.push(...made.map(({ type, endUs }) => `${type} ${endUs === null ? 'begins' : 'ends'} ${second - from}`));
  }
  return events;
}

const active = () => seriesOf(registry.snapshot(), 'framewatch_anomaly_active');

/** Somebody walks from the left to the right, in 20 s. */
const walking = (at: number): View => ({ people: [((at * 8) % 176) - 16] });

describe('PictureHealth', () => {
  it('finds nothing in an empty room, in one with people, nor at dusk and dawn', () => {
    expect(show(600)).toEqual([]);
    expect(show(600, walking)).toEqual([]);
    expect(show(1800, (at) => ({ light: 1 - (0.85 * (at - 1200)) / 1800, noise: 2 }))).toEqual([]);
    expect(show(1800, (at) => ({ light: 0.15 + (0.85 * (at - 3000)) / 1800 }))).toEqual([]);
  });

  it.each<[string, View, number]>([
    ['frozen', { noise: 0 }, 10],
    ['black', { light: 0.02 }, 10],
    ['overexposed', { light: 9 }, 10],
    ['covered', { covered: 0.8 }, 10],
    ['blurred', { blur: 1 }, 15],
    ['moved', { at: [12, 4] }, 20],
  ])('finds a picture that is %s, and the end of it', (type, view, after) => {
    show(300, walking);
    expect(show(60, view)).toEqual([`${type} begins ${after}`]);
    expect(active()).toMatchObject({ [`stream=lobby,type=${type}`]: 1 });
    expect(show(60, walking)).toEqual([`${type} ends 5`]);
    expect(Object.values(active()).filter((value) => value !== 0)).toEqual([]);
  });

  it('says what it saw, what is usual, when it began, and where its still is', () => {
    show(300, walking);
    const events: StreamEvent[] = [];
    for (let at = 0; at < 12; at++) events.push(...health.onLuma(scene.picture(300 + at, { covered: 0.8 })));
    const beginUs = 1_700_000_300_000_000;
    expect(events).toEqual([
      {
        id: `covered-${beginUs}`,
        stream: 'lobby',
        type: 'covered',
        severity: 'critical',
        message: expect.stringMatching(/^[78]\d % of the picture shows nothing$/) as string,
        value: expect.closeTo(0.75, 1) as number,
        expected: { high: 0.6 },
        beginUs,
        endUs: null,
        still: `stills/covered-${beginUs}.jpg`,
      },
    ]);
  });

  it('finds what needs no reference in the first pictures of a stream', () => {
    expect(show(30, { noise: 0 })).toEqual(['frozen begins 23']);
    health = healthOf();
    expect(show(30, { light: 0 })).toEqual(['black begins 10']);
    health = healthOf();
    expect(show(30, { covered: 1 })).toEqual(['covered begins 10']);
  });

  it('makes one event of one cause that comes and goes', () => {
    show(300);
    expect(show(120, (at) => ({ covered: at % 4 === 0 ? 0 : 0.9 }))).toEqual([]);
    show(1);
    expect(show(20, { covered: 0.9 })).toEqual(['covered begins 10']);
    expect(show(120, (at) => ({ covered: at % 4 === 0 ? 0 : 0.9 }))).toEqual([]);
  });

  it('takes a camera that repeats its picture for a while for one that does', () => {
    // A new picture every 30 s: the first time that is odd.
    const slow = (at: number): View => ({ noise: 0, people: [Math.floor(at / 30) % 10] });
    show(600, slow);
    expect(show(1200, slow)).toEqual([]);
    expect(show(900, { noise: 0 })).toContainEqual(expect.stringContaining('frozen begins'));
  });

  it('does not call somebody who stands before the camera a move of it', () => {
    show(300);
    expect(show(300, { people: [40, 56, 72] })).toEqual([]);
  });

  it('takes the new view for the usual one after an hour', () => {
    show(300);
    expect(show(3700, { at: [20, 0] })).toEqual(['moved begins 20', 'moved ends 3600']);
    expect(show(600, { at: [20, 0] })).toEqual([]);
    expect(show(60)).toEqual(['moved begins 20']);
  });

  it('is not surprised by the second night without a light', () => {
    show(300);
    expect(show(1300, { light: 0 })).toEqual(['black begins 10']);
    second += 20 * 3600;
    expect(show(300)).toEqual(['black ends 5']);
    second = 86_400 + 300;
    expect(show(1000, { light: 0 })).toEqual([]);
  });

  it('goes on after a restart with what it has learnt, and with the event that lasts', () => {
    show(300, walking);
    show(30, { at: [20, 0] });
    const saved: unknown = JSON.parse(JSON.stringify(health.kept.save()));
    expect(JSON.stringify(saved).length).toBeLessThan(30_000);
    health = healthOf();
    health.kept.restore(saved);
    expect(show(60, { at: [20, 0] })).toEqual([]);
    expect(show(60)).toEqual(['moved ends 5']);
    health = healthOf();
    health.kept.restore({ reference: 'foreign' });
    expect(show(60)).toEqual([]);
  });

  it('shows nothing of a stream that is down', () => {
    show(300);
    health.onStatus({ kind: 'state', stream: 'lobby', timeUs: 1, state: 'stalled', again: false });
    expect(active()).toEqual({});
    second += 600;
    expect(show(5, { covered: 1 })).toEqual([]);
  });
});
