import type { Rect } from '../../../src/analysis/tracking/rect.js';
import { iou } from '../../../src/analysis/tracking/rect.js';
import { randomOf } from '../../model/random.js';
import type { Labelled } from './scores/types.js';

/** Width of the pictures; all lengths are in heights of the picture. */
export const WIDTH = 16 / 9;

/** Where an object stands (the middle of its lower edge), and how large it looks. */
export interface Stance {
  x: number;
  y: number;
  height: number;
  width: number;
}

export interface Actor {
  /** Null while it is not there. */
  at(timeS: number): Stance | null;
}

/** What a detector makes of what is there. */
export interface DetectorTraits {
  /** Confidences of hardly and of wholly visible objects. */
  scores: readonly [number, number];
  /** Share of objects in plain sight that it misses in a frame; and spells in which it sees one not at all, per second. */
  missed: number;
  spells: number;
  /** How far off the edges of a box are, as a share of its size. */
  noise: number;
  /** Detections of nothing, per frame. */
  falsely: number;
}

export const GOOD_DETECTOR: DetectorTraits = {
  scores: [0.3, 0.95],
  missed: 0.04,
  spells: 0.1,
  noise: 0.02,
  falsely: 0.1,
};

export interface Scene {
  actors: readonly Actor[];
  /** When pictures are taken, seconds. */
  times: readonly number[];
  /** What hides everything behind it. */
  walls?: readonly Rect[];
  detector?: Partial<DetectorTraits>;
  /** Where the camera has turned to. */
  camera?: (timeS: number) => { x: number; y: number };
}

export interface SceneFrame {
  timeS: number;
  truth: Labelled[];
  detections: { rect: Rect; confidence: number }[];
}

/** Above this overlap a detector's suppression takes two objects for one. */
const SUPPRESSED = 0.7;
/** What is hidden by more is not there for anybody. */
const LEAST_VISIBLE = 0.15;
const SPELL_S = 0.3;

/** What is there in each picture of a scene, exactly, and what a detector finds of it: the same for the same seed. */
export function play(scene: Scene, seed: number): SceneFrame[] {
  const random = randomOf(seed);
  const detector = { ...GOOD_DETECTOR, ...scene.detector };
  const blindUntil = new Map<number, number>();
  let before = scene.times[0] ?? 0;
  return scene.times.map((timeS) => {
    const passed = timeS - before;
    before = timeS;
    const seen = visible(scene, timeS);
    const truth = seen.map(({ id, rect }) => ({ id, rect }));
    const found = seen.flatMap(({ id, rect, share }) => {
      if (random() < 1 - Math.exp(-detector.spells * passed))
        blindUntil.set(id, timeS - SPELL_S * Math.log(1 - random()));
      const sees = (1 - detector.missed) * Math.min(1, Math.max(0, (share - LEAST_VISIBLE) / 0.35));
      if ((blindUntil.get(id) ?? -1) > timeS || random() > sees) return [];
      return [{ rect: shaken(rect, detector.noise * (2 - share), random), confidence: score(detector, share, random) }];
    });
    for (let i = 0; i < 3; i++) {
      if (random() >= detector.falsely / 3) continue;
      const height = 0.1 + 0.3 * random();
      const [x, y] = [random() * WIDTH, random() * (1 - height)];
      found.push({
        rect: { left: x, top: y, right: x + height * 0.4, bottom: y + height },
        confidence: score(detector, 0.6 * random(), random),
      });
    }
    return { timeS, truth, detections: suppressed(found) };
  });
}

/** The objects that are in the picture, with the share of each that can be seen. */
function visible({ actors, walls = [], camera }: Scene, timeS: number) {
  const turned = camera?.(timeS) ?? { x: 0, y: 0 };
  const there = actors.flatMap((actor, id) => {
    const stance = actor.at(timeS);
    if (!stance) return [];
    const [x, y] = [stance.x - turned.x, stance.y - turned.y];
    const whole = { left: x - stance.width / 2, top: y - stance.height, right: x + stance.width / 2, bottom: y };
    return [{ id, whole, y: stance.y }];
  });
  return there.flatMap(({ id, whole, y }) => {
    const before = [...walls, ...there.filter((other) => other.y > y).map((other) => other.whole)];
    const share = visibleShare(whole, before);
    const rect = {
      left: Math.max(0, whole.left),
      top: Math.max(0, whole.top),
      right: Math.min(WIDTH, whole.right),
      bottom: Math.min(1, whole.bottom),
    };
    return share < LEAST_VISIBLE ? [] : [{ id, rect, share }];
  });
}

const GRID = 8;

function visibleShare({ left, top, right, bottom }: Rect, before: readonly Rect[]): number {
  let count = 0;
  for (let i = 0; i < GRID; i++) {
    for (let j = 0; j < GRID; j++) {
      const x = left + ((i + 0.5) / GRID) * (right - left);
      const y = top + ((j + 0.5) / GRID) * (bottom - top);
      if (x < 0 || x > WIDTH || y < 0 || y > 1) continue;
      if (!before.some((rect) => x > rect.left && x < rect.right && y > rect.top && y < rect.bottom)) count += 1;
    }
  }
  return count / GRID ** 2;
}

function shaken({ left, top, right, bottom }: Rect, noise: number, random: () => number): Rect {
  const [x, y] = [noise * (right - left), noise * (bottom - top)];
  return {
    left: left + x * normal(random),
    top: top + y * normal(random),
    right: right + x * normal(random),
    bottom: bottom + y * normal(random),
  };
}

function score({ scores: [low, high] }: DetectorTraits, share: number, random: () => number): number {
  return low + (high - low) * Math.min(1, Math.max(0, share + 0.1 * normal(random)));
}

function suppressed<T extends { rect: Rect; confidence: number }>(found: readonly T[]): T[] {
  const kept: T[] = [];
  for (const one of [...found].sort((a, b) => b.confidence - a.confidence))
    if (kept.every(({ rect }) => iou(rect, one.rect) < SUPPRESSED)) kept.push(one);
  return kept;
}

/** A number of the standard normal distribution (Box and Muller 1958). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
