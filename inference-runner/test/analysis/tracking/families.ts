import { randomOf } from '../../model/random.js';
import { type Actor, normal, type Scene, type Stance, WIDTH } from './scene.js';

/** A kind of scene; each seed makes another one of the kind. */
export interface Family {
  name: string;
  about: string;
  scene(seed: number): Scene;
}

const SECONDS = 20;

function evenly(fps: number, seconds = SECONDS): number[] {
  return Array.from({ length: Math.round(fps * seconds) }, (_, i) => i / fps);
}

/** A person somewhere on a ground that goes from the middle of the picture to its lower edge. */
function walker(random: () => number, from: Partial<{ enters: number; lasts: number; speed: number }> = {}): Actor {
  const y = 0.45 + 0.5 * random();
  const size = 0.12 + 0.75 * (y - 0.4);
  const toRight = random() < 0.5;
  const speed = from.speed ?? size * (0.35 + 0.55 * random()) * (toRight ? 1 : -1);
  const climb = size * 0.08 * normal(random);
  const enters = from.enters ?? -SECONDS * random();
  const start = toRight ? -size * 0.2 : WIDTH + size * 0.2;
  const sway = { size: 0.02 * size, pace: 1.5 + random(), phase: 6 * random() };
  const girth = 0.36 + 0.06 * random();
  return {
    at(timeS) {
      const passed = timeS - enters;
      if (passed < 0 || passed > (from.lasts ?? Infinity)) return null;
      const x = start + speed * passed + sway.size * Math.sin(6.28 * sway.pace * passed + sway.phase);
      const height = size * (1 + 0.01 * Math.sin(6.28 * sway.pace * 2 * passed));
      const stride = 1 + 0.12 * Math.sin(6.28 * sway.pace * passed);
      return { x, y: y + (climb * passed) / 5, height, width: height * girth * stride };
    },
  };
}

const many = (count: number, make: (index: number) => Actor) =>
  Array.from({ length: count }, (_, index) => make(index));

/** Somebody whose direction and speed change all the time. */
function dancer(random: () => number): Actor {
  const [x, y] = [0.3 + (WIDTH - 0.6) * random(), 0.6 + 0.3 * random()];
  const size = 0.3 + 0.2 * random();
  const waves = Array.from({ length: 4 }, () => ({
    pace: 0.15 + 0.5 * random(),
    phase: 6.28 * random(),
    far: 0.09 + 0.1 * random(),
  }));
  return {
    at(timeS): Stance {
      const swing = (index: number) => {
        const { pace, phase, far } = waves[index]!;
        return far * Math.sin(6.28 * pace * timeS + phase);
      };
      const height = size * (1 + 0.8 * swing(3));
      return { x: x + swing(0) + swing(1), y: y + 0.3 * swing(2), height, width: height * 0.42 };
    },
  };
}

/** Something small that crosses the picture within a second or two. */
function dart(random: () => number): Actor {
  const [y, size, enters] = [0.1 + 0.8 * random(), 0.02 + 0.02 * random(), SECONDS * random()];
  const speed = (0.5 + 0.9 * random()) * (random() < 0.5 ? 1 : -1);
  const [climb, start] = [0.15 * normal(random), speed > 0 ? 0 : WIDTH];
  return {
    at(timeS) {
      const passed = timeS - enters;
      if (passed < 0) return null;
      return { x: start + speed * passed, y: y + climb * passed, height: size, width: size };
    },
  };
}

const PILLARS = [0.35, 0.85, 1.35].map((left) => ({ left, top: 0, right: left + 0.12, bottom: 1 }));

function crossings(count: number) {
  return (seed: number): Scene => {
    const random = randomOf(seed);
    return { actors: many(count, () => walker(random)), times: evenly(30) };
  };
}

function atFps(fps: number) {
  return (seed: number): Scene => ({ ...crossings(12)(seed), times: evenly(fps, Math.max(SECONDS, 60 / fps)) });
}

export const FAMILIES: readonly Family[] = [
  { name: 'crossings', about: 'people cross before and behind each other', scene: crossings(12) },
  { name: 'crowd', about: 'forty-five people', scene: crossings(45) },
  {
    name: 'occlusion',
    about: 'three pillars hide who goes by',
    scene: (seed) => ({ ...crossings(10)(seed), walls: PILLARS }),
  },
  {
    name: 'missed',
    about: 'one detection of four is missed, and often several in a row',
    scene: (seed) => ({ ...crossings(12)(seed), detector: { missed: 0.25, spells: 0.5 } }),
  },
  {
    name: 'false',
    about: 'two false detections in each frame',
    scene: (seed) => ({ ...crossings(12)(seed), detector: { falsely: 2 } }),
  },
  {
    name: 'entries',
    about: 'somebody comes or goes every second',
    scene: (seed) => {
      const random = randomOf(seed);
      return {
        actors: many(24, () => walker(random, { enters: SECONDS * random(), lasts: 1 + 5 * random() })),
        times: evenly(25),
      };
    },
  },
  {
    name: 'low scores',
    about: 'a model that gives people 0.24 to 0.57',
    scene: (seed) => ({ ...crossings(12)(seed), detector: { scores: [0.2, 0.57], falsely: 0.5, missed: 0.1 } }),
  },
  {
    name: 'jitter',
    about: 'the camera shakes in the wind',
    scene: (seed) => ({
      ...crossings(12)(seed),
      camera: (t) => ({ x: 0.012 * Math.sin(31 * t) + 0.012 * Math.sin(17 * t), y: 0.012 * Math.sin(23 * t + 1) }),
    }),
  },
  {
    name: 'turning camera',
    about: 'the camera turns to and fro',
    scene: (seed) => ({ ...crossings(12)(seed), camera: (t) => ({ x: 0.3 * Math.sin(0.9 * t), y: 0 }) }),
  },
  {
    name: 'dance',
    about: 'nobody keeps direction or speed',
    scene: (seed) => {
      const random = randomOf(seed);
      return { actors: many(7, () => dancer(random)), times: evenly(20) };
    },
  },
  {
    name: 'small and fast',
    about: 'small things that never overlap their last box',
    scene: (seed) => {
      const random = randomOf(seed);
      return { actors: many(30, () => dart(random)), times: evenly(30), detector: { noise: 0.06 } };
    },
  },
  {
    name: 'left out',
    about: 'two of three frames are left out, at random',
    scene: (seed) => {
      const random = randomOf(seed + 99);
      const times = evenly(30).filter(() => random() < 0.3);
      return { ...crossings(12)(seed), times };
    },
  },
  { name: '1 fps', about: 'one frame a second', scene: atFps(1) },
  { name: '5 fps', about: 'five frames a second', scene: atFps(5) },
  { name: '10 fps', about: 'ten frames a second', scene: atFps(10) },
  { name: '60 fps', about: 'sixty frames a second', scene: atFps(60) },
];
