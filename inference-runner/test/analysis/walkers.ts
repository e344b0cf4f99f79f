import type { Box } from '@framewatch/protocol';

/** What disturbs the sight of somebody who walks over the line at x = 0.5. */
export const DISTURBANCES = ['nothing', 'flicker', 'occlusion', 'reversal', 'straddling', 'id switch'] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

/** One walker in one frame; null where the model does not find it. */
export type Sight = { box: Box; track: number } | null;

export interface Walker {
  disturbance: Disturbance;
  /** The side on which it is seen first. */
  starts: 'left' | 'right';
  /** Crossings that really happened, in their order. */
  truth: ('in' | 'out')[];
  sights: Sight[];
}

/** A number of 0 to below 1, the same ones for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

const HEIGHT = 0.2;
const WIDTH = 0.06;

/**
 * Somebody who walks through the picture at the height `y`, over the line at x = 0.5. To the left is `in`. Boxes shake by a few
 * pixels. `fps`: frames per second, `nextTrack`: gives the ids of tracks.
 */
export function walker(
  disturbance: Disturbance,
  y: number,
  fps: number,
  random: () => number,
  nextTrack: () => number
): Walker {
  const toLeft = random() < 0.5;
  const [crossing, back] = toLeft ? (['in', 'out'] as const) : (['out', 'in'] as const);
  // Slow enough to be seen across long enough, whatever hides it meanwhile.
  const speed = Math.min(0.15 + 0.25 * random(), 0.4 / (1 + 8 / fps));
  const turns = disturbance === 'reversal' ? 1 + Math.floor(random() * 3) : 0;
  const xs = pathOf(speed / fps, turns, disturbance === 'straddling' ? Math.ceil((0.5 + random()) * fps) : 0, random);
  const truth = truthOf(xs, crossing, back);
  const atLine = xs.findIndex((x) => x >= 0.5);
  const near = (index: number, frames: number) => Math.abs(index - atLine) <= frames;
  const hidden = { from: atLine - Math.floor(random() * fps), frames: Math.ceil((0.2 + 0.7 * random()) * fps) };
  const switchAt = atLine + Math.round((random() - 0.5) * fps);
  const gap = Math.floor(random() * 0.6 * fps);
  let track = nextTrack();
  const sights = xs.map((x, index): Sight => {
    if (disturbance === 'id switch' && index === switchAt) track = nextTrack();
    if (disturbance === 'occlusion' && index >= hidden.from && index < hidden.from + hidden.frames) return null;
    if (disturbance === 'id switch' && index < switchAt && index >= switchAt - gap) return null;
    if (disturbance === 'flicker' && near(index, fps) && random() < 0.25) return null;
    // A flicker of the box itself: for one frame it lies on the other side of the line.
    const flips = disturbance === 'flicker' && Math.abs(x - 0.5) < 0.03 && index % 4 === 0;
    const shakes = (random() - 0.5) * 0.006;
    const at = (flips ? 1 - x : x) + shakes;
    const feet = toLeft ? 1 - at : at;
    return { track, box: [feet - WIDTH / 2, y - HEIGHT, WIDTH, HEIGHT + (random() - 0.5) * 0.006] };
  });
  return { disturbance, starts: toLeft ? 'right' : 'left', truth, sights };
}

/** Feet from 0.1 to 0.9. `turns`: how often it turns round after it has crossed, `rest`: frames that it stands on the line. */
function pathOf(step: number, turns: number, rest: number, random: () => number): number[] {
  const xs = [0.1];
  const goTo = (goal: number) => {
    for (let x = xs.at(-1) ?? 0; Math.abs(goal - x) > step; xs.push(x)) x += Math.sign(goal - x) * step;
    xs.push(goal);
  };
  if (turns > 0) {
    goTo(0.485);
    // Leans over the line for a frame or two, which is no crossing.
    xs.push(0.515, ...(random() < 0.5 ? [0.515] : []), 0.485);
  }
  // Turns well behind the line, and comes back as far before it.
  for (let turn = 0; turn < turns; turn++) {
    goTo(0.62 + 0.1 * random());
    goTo(0.28 + 0.1 * random());
  }
  if (rest > 0) goTo(0.5);
  for (let frame = 0; frame < rest; frame++) xs.push(0.5);
  goTo(0.9);
  return xs;
}

/** The line is crossed when the feet are on its other side for three frames. */
function truthOf(xs: readonly number[], crossing: 'in' | 'out', back: 'in' | 'out'): ('in' | 'out')[] {
  const truth: ('in' | 'out')[] = [];
  let over = false;
  let frames = 0;
  for (const x of xs) {
    if (x === 0.5) continue;
    frames = x > 0.5 === over ? 0 : frames + 1;
    if (frames < 3) continue;
    over = !over;
    frames = 0;
    truth.push(over ? crossing : back);
  }
  return truth;
}
