import type { Detection } from '@framewatch/protocol';
import { Tracking } from '../../src/analysis/tracking/index.js';
import type { CountedLine, CountingOptions } from '../../src/analysis/counting/index.js';
import { Scene, seen } from './counting-scene.js';
import { type Disturbance, DISTURBANCES, randomOf, type Walker, walker } from './walkers.js';

jest.setTimeout(60_000);

const CROSSINGS = 1000;
/** Heights at which people walk at the same time, so that they do not hide each other. */
const LANES = [0.25, 0.5, 0.75, 0.99];
/** Down the middle of the picture; `in` is to the left. */
const MIDDLE: CountedLine = { id: 'middle', from: [0.5, 0], to: [0.5, 1], anchor: 'bottom' };
/** The left part, in which each walk begins or ends. */
const LEFT: CountingOptions['zones'] = [
  {
    id: 'left',
    points: [
      [0, 0],
      [0.5, 0],
      [0.5, 1],
      [0, 1],
    ],
    anchor: 'bottom',
  },
];

interface Outcome {
  truth: number;
  counted: number;
  /** Real crossings that were not counted. */
  missed: number;
  /** Counted ones that did not happen, or not once more. */
  extra: number;
}

/** Lets people walk until there were so many crossings, all of them disturbed in this way or each in another one. */
function walk(
  fps: number,
  disturbances: readonly Disturbance[],
  anchor: CountedLine['anchor'] = 'bottom',
  tracked = false
) {
  const random = randomOf(fps * 7919 + disturbances.length);
  const scene = new Scene({ lines: [{ ...MIDDLE, anchor }], zones: LEFT }, fps);
  const tracking = tracked ? trackingOf(scene) : null;
  let [truth, tracks] = [0, 0];
  const done: Walker[] = [];
  const lanes = LANES.map((y) => ({ y, walker: null as Walker | null, at: 0 }));
  const owner = new Map<number, Walker>();
  while (truth < CROSSINGS || lanes.some((lane) => lane.walker !== null)) {
    const detections: Detection[] = [];
    for (const lane of lanes) {
      if (lane.walker === null && truth < CROSSINGS && random() < 0.2) {
        const kind = disturbances[Math.floor(random() * disturbances.length)] ?? 'nothing';
        lane.walker = walker(kind, lane.y, fps, random, () => (tracks += 1));
        lane.at = 0;
        done.push(lane.walker);
        truth += lane.walker.truth.length;
      }
      if (lane.walker === null) continue;
      const sight = lane.walker.sights[lane.at++];
      if (sight) {
        owner.set(sight.track, lane.walker);
        detections.push(seen(tracked ? undefined : sight.track, sight.box));
      }
      // The lane stays empty for a while, longer than anybody is remembered.
      if (lane.at >= lane.walker.sights.length + 2 * fps) lane.walker = null;
    }
    if (tracking) tracking(detections);
    else scene.show(...detections);
  }
  return { scene, truth: done.flatMap((each) => each.truth), walkers: done, owner };
}

/** Shows frames after the tracker has looked at them. */
function trackingOf(scene: Scene): (detections: Detection[]) => void {
  let last = 0;
  const config = { enabled: true, lostSeconds: 2, confidence: 0.5 };
  const tracking = new Tracking(config, { scope: scene.registry.scope({}), nextTrackId: () => (last += 1) });
  return (detections) => scene.show(...tracking.onResult(scene.resultOf(...detections)).result.detections);
}

/** Compares crossing by crossing, walker by walker. */
function outcomeOf({ scene, walkers, owner }: ReturnType<typeof walk>): Outcome {
  const counted = new Map<Walker, string[]>();
  for (const { type, track = 0, direction = '' } of scene.events) {
    const who = owner.get(track);
    if (type === 'crossing' && who) counted.set(who, [...(counted.get(who) ?? []), direction]);
  }
  const outcome = { truth: 0, counted: 0, missed: 0, extra: 0 };
  for (const each of walkers) {
    const found = counted.get(each) ?? [];
    outcome.truth += each.truth.length;
    outcome.counted += found.length;
    for (const direction of ['in', 'out'] as const) {
      const [real, seen] = [each.truth, found].map((all) => all.filter((one) => one === direction).length);
      outcome.missed += Math.max(0, (real ?? 0) - (seen ?? 0));
      outcome.extra += Math.max(0, (seen ?? 0) - (real ?? 0));
    }
  }
  return outcome;
}

describe.each([5, 12, 25])('1,000 crossings at %i frames per second', (fps) => {
  it.each(DISTURBANCES)('each disturbed by %s: all are counted, none twice', (disturbance) => {
    const walked = walk(fps, [disturbance]);
    const truth = walked.truth.length;
    expect(truth).toBeGreaterThanOrEqual(CROSSINGS);
    expect(outcomeOf(walked)).toEqual({ truth, counted: truth, missed: 0, extra: 0 });
    const [coming, going] = [
      walked.truth.filter((one) => one === 'in').length,
      walked.truth.filter((one) => one === 'out').length,
    ];
    expect(walked.scene.last?.lines).toEqual({ middle: { in: coming, out: going } });
  });

  it('of all kinds, with all corners: all are counted, none twice', () => {
    const walked = walk(fps, DISTURBANCES, 'all-corners');
    const { truth, missed, extra } = outcomeOf(walked);
    expect(extra).toBe(0);
    expect(missed / truth).toBeLessThanOrEqual(0.005);
  });

  it('into and out of a zone: who is lost and found is one visitor', () => {
    const { scene, walkers } = walk(fps, DISTURBANCES);
    const person = scene.counting.today()?.zones.left?.person;
    const entries = walkers.reduce(
      (sum, { starts, truth }) => sum + (starts === 'left' ? 1 : 0) + truth.filter((one) => one === 'in').length,
      0
    );
    expect(person).toMatchObject({ entries, unique: walkers.length });
  });

  it('seen by the tracker: none is counted twice, at most 0.5 % are missed', () => {
    const { scene, truth } = walk(fps, DISTURBANCES, 'bottom', true);
    for (const direction of ['in', 'out'] as const) {
      const real = truth.filter((one) => one === direction).length;
      const counted = scene.last?.lines?.middle?.[direction] ?? 0;
      expect(counted).toBeLessThanOrEqual(real);
      expect(counted).toBeGreaterThanOrEqual(real * 0.995);
    }
  });
});
