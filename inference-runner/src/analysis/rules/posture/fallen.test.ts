import type { Detection, StreamEvent } from '@framewatch/protocol';
import { COCO_POSE } from '../../../model/families/coco-pose.js';
import { frameResult } from '../../../../test/viewer/fakes.js';
import { EventIds } from '../../event-ids.js';
import { Areas } from '../areas.js';
import { Rules } from '../rules.js';
import { ruleSchema } from '../schema.js';
import { Bodies } from './index.js';
import { type Camera, MODELS, type PostureName, POSTURES, seen } from '../testing/people.js';

const CAMERAS: Record<string, Camera> = {
  'on a table': { height: 1, distance: 5, pitch: 5 },
  'on the wall': { height: 2.3, distance: 5, pitch: 18 },
  'below the ceiling': { height: 2.8, distance: 5, pitch: 28 },
  'looking down steeply': { height: 3.5, distance: 4, pitch: 40 },
};
const LYING: PostureName[] = ['lying on the back', 'lying on the front', 'lying on the side', 'lying with bent knees'];
const OTHERS = (Object.keys(POSTURES) as PostureName[]).filter((posture) => !LYING.includes(posture));
/** Every direction, degrees from facing to the right of the picture. */
const AROUND = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330];
/** Of bodies that do not lie along the line of sight. */
const ACROSS = [0, 30, 150, 180, 210, 330];
const FPS = 5;

function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

interface Act {
  camera: Camera;
  azimuth: number;
  model: string;
  /** What the person does, one after the other, and for how many seconds. */
  does: readonly (readonly [PostureName, number])[];
  /** Changes what the model finds. */
  change?: (detection: Detection) => Detection;
}

/** What is told of one person, times in seconds. */
function story(
  { camera, azimuth, model, does, change = (same) => same }: Act,
  rule: object
): [number, number | null][] {
  const rules = new Rules([ruleSchema.parse(rule)], {
    stream: 'ward',
    areas: new Areas({ zones: [BED], lines: [], frames: 3 }),
    bodies: new Bodies(COCO_POSE.keypoints),
    timeZone: 'UTC',
    eventIds: new EventIds(),
    active: () => undefined,
  });
  const random = randomOf(azimuth * 7 + 11);
  const acts = does.flatMap(([posture, seconds]) => Array.from({ length: seconds * FPS }, () => posture));
  const told = acts.flatMap((posture, frame): readonly StreamEvent[] => {
    const joints = POSTURES[posture]((frame / FPS) * 6);
    const found = seen(joints, { azimuth, camera, model: MODELS[model]!, random });
    const person = change({ class: 'person', confidence: 0.4, track: 1, ...found });
    const captureTimeUs = (frame * 1e6) / FPS;
    return rules.onResult(frameResult({ width: 1280, height: 720, captureTimeUs, detections: [person] })).events;
  });
  return told.map(({ beginUs, endUs }) => [beginUs / 1e6, endUs === null ? null : endUs / 1e6]);
}

/** The whole picture. */
const BED = {
  id: 'bed',
  points: [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ] as [number, number][],
  anchor: 'bottom' as const,
};
const FALLEN = { type: 'fallen', seconds: 10 };
const isFound = (act: Act, rule: object = FALLEN) => story(act, rule).length > 0;
const found = (posture: PostureName, model: string, camera: Camera, azimuths: readonly number[], stood = true) =>
  azimuths.filter((azimuth) =>
    isFound({ camera, azimuth, model, does: [...(stood ? [['standing', 4] as const] : []), [posture, 20]] })
  );

describe.each(['movenet', 'rtmpose'])('with keypoints as %s gives them', (model) => {
  describe.each(Object.entries(CAMERAS))('and a camera %s', (_, camera) => {
    it.each(OTHERS)('%s is no fall, whichever way the person faces', (posture) => {
      expect(found(posture, model, camera, AROUND)).toEqual([]);
      expect(found(posture, model, camera, AROUND, false)).toEqual([]);
    });

    it.each(LYING)('%s across the picture is one, also of who was not seen to stand', (posture) => {
      expect(found(posture, model, camera, ACROSS)).toEqual(ACROSS);
      expect(found(posture, model, camera, ACROSS, false)).toEqual(ACROSS);
    });
  });
});

it('lying along the line of sight is found of who stood there before, with good keypoints', () => {
  const camera = CAMERAS['on the wall']!;
  expect(found('lying on the back', 'rtmpose', camera, [90, 270])).toEqual([90, 270]);
  expect(found('lying on the back', 'rtmpose', camera, [90, 270], false)).toEqual([90]);
});

describe('a person who falls', () => {
  const camera = CAMERAS['on the wall']!;
  const act = (does: Act['does'], change?: Act['change']): Act => ({
    camera,
    azimuth: 30,
    model: 'movenet',
    does,
    ...(change && { change }),
  });

  it('is an event from the fall on, until the person is up again', () => {
    const [[begin, open], [again, end]] = story(
      act([
        ['walking', 5],
        ['lying on the side', 30],
        ['standing', 10],
      ]),
      FALLEN
    ) as [[number, null], [number, number]];
    expect([begin, open, again]).toEqual([begin, null, begin]);
    expect(begin).toBeGreaterThanOrEqual(5);
    expect(begin).toBeLessThan(7);
    expect(end).toBeGreaterThan(34);
    expect(end).toBeLessThan(38);
  });

  it('and gets up in time is none', () => {
    const does: Act['does'] = [
      ['standing', 4],
      ['lying on the front', 8],
      ['standing', 20],
    ];
    expect(isFound(act(does))).toBe(false);
  });

  it('in a zone that is left out is none', () => {
    const does: Act['does'] = [['lying on the back', 30]];
    expect(isFound(act(does))).toBe(true);
    expect(isFound(act(does), { ...FALLEN, except: ['bed'] })).toBe(false);
  });

  it('is one event while keypoints are missing for seconds', () => {
    const blind = (from: number, to: number) => {
      let frame = 0;
      return (detection: Detection): Detection => {
        const second = frame++ / FPS;
        return second < from || second > to
          ? detection
          : { ...detection, keypoints: detection.keypoints!.map(([x, y]) => [x, y, 0.01]) };
      };
    };
    const lies: Act['does'] = [['lying on the back', 40]];
    expect(story(act(lies, blind(15, 25)), FALLEN)).toHaveLength(1);
    expect(story(act(lies, blind(3, 6)), FALLEN)).toHaveLength(1);
  });

  it('is not seen where hips or shoulders never are', () => {
    const hipless = (detection: Detection): Detection => ({
      ...detection,
      keypoints: detection.keypoints!.map(([x, y, confidence], i) => [x, y, i === 11 || i === 12 ? 0.02 : confidence]),
    });
    expect(isFound(act([['lying on the back', 40]], hipless))).toBe(false);
  });

  it('of whom no legs are seen has to be much wider than high', () => {
    const legless = (detection: Detection): Detection => ({
      ...detection,
      keypoints: detection.keypoints!.map(([x, y, confidence], i) => [x, y, i >= 13 ? 0.02 : confidence]),
    });
    expect(isFound(act([['lying on the back', 20]], legless))).toBe(true);
    expect(isFound(act([['bending', 20]], legless))).toBe(false);
  });

  it('walks away from the camera: smaller is not lower', () => {
    const rules = { ...FALLEN };
    let second = 0;
    const shrink = (detection: Detection): Detection => {
      second += 1 / FPS;
      const by = 5 / (5 + 1.5 * second);
      return {
        ...detection,
        keypoints: detection.keypoints!.map(([x, y, confidence]) => [
          0.5 + (x - 0.5) * by,
          0.3 + (y - 0.3) * by,
          confidence,
        ]),
      };
    };
    expect(isFound(act([['walking', 20]], shrink), rules)).toBe(false);
  });
});

describe('hands up', () => {
  const HANDS_UP = { type: 'hands-up', seconds: 2 };
  const azimuths = (does: Act['does']) =>
    AROUND.filter((azimuth) => isFound({ camera: CAMERAS['on the wall']!, azimuth, model: 'movenet', does }, HANDS_UP));

  it('are found, whichever way the person faces', () => expect(azimuths([['hands up', 6]])).toEqual(AROUND));
  it('are not found on who lies', () => expect(azimuths([['lying on the back', 6]])).toEqual([]));
  it('have to stay up', () =>
    expect(
      azimuths([
        ['hands up', 1],
        ['walking', 6],
      ])
    ).toEqual([]));
  it.each(OTHERS.filter((posture) => posture !== 'hands up'))('%s is none', (posture) =>
    expect(azimuths([[posture, 6]])).toEqual([])
  );
});
