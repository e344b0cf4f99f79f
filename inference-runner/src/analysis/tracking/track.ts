import { AxisFilter, type Motion } from './axis-filter.js';
import type { Rect } from './rect.js';

/**
 * How objects move, for one whose box has the side 1 (root of its area): a walking person covers about 1.3 of its sides
 * in a second, a car many; within one, few change that by more than half a side. Boxes of detectors are off by some percent of
 * their side. The numbers are those that did best of others that were tried, on made scenes and on the real ones that
 * docs/tracking.md names; twice or half of each makes little difference.
 */
const PLACE: Motion = { measured: 0.06, speed: 3, change: 0.4, persistence: 3 };
const SIZE: Motion = { measured: 0.1, speed: 0.3, change: 0.3, persistence: 0.5 };
/** A box of no area still has a side: all spreads are in proportion to it. In heights of the picture. */
const LEAST_SIDE = 1e-4;

/** Where a track is expected, and how far off along each axis that may be (standard deviation). */
export interface Prediction {
  readonly rect: Rect;
  readonly spreadX: number;
  readonly spreadY: number;
}

/** One object as it is followed from frame to frame. */
export class Track {
  /** Null until it is sure that there is an object. */
  id: number | null = null;
  /** Frames in which it was seen one after the other, and frames since it was seen. */
  seen = 1;
  missed = 0;
  /** Of the newest frame in which it was seen, seconds. */
  timeS: number;
  #side: number;
  readonly #x: AxisFilter;
  readonly #y: AxisFilter;
  readonly #width: AxisFilter;
  readonly #height: AxisFilter;

  constructor(rect: Rect, timeS: number) {
    const { x, y, width, height } = centred(rect);
    this.timeS = timeS;
    this.#side = sideOf(width, height);
    const [place, size] = [scaled(PLACE, this.#side), scaled(SIZE, this.#side)];
    this.#x = new AxisFilter(x, place);
    this.#y = new AxisFilter(y, place);
    this.#width = new AxisFilter(width, size);
    this.#height = new AxisFilter(height, size);
  }

  predict(timeS: number): Prediction {
    const seconds = timeS - this.timeS;
    const [place, size] = [scaled(PLACE, this.#side), scaled(SIZE, this.#side)];
    const x = this.#x.expected(seconds, place);
    const y = this.#y.expected(seconds, place);
    const halfWidth = Math.max(LEAST_SIDE, this.#width.expected(seconds, size).value) / 2;
    const halfHeight = Math.max(LEAST_SIDE, this.#height.expected(seconds, size).value) / 2;
    return {
      rect: {
        left: x.value - halfWidth,
        top: y.value - halfHeight,
        right: x.value + halfWidth,
        bottom: y.value + halfHeight,
      },
      spreadX: Math.sqrt(x.variance),
      spreadY: Math.sqrt(y.variance),
    };
  }

  /** Takes the box in which it was found. */
  found(rect: Rect, timeS: number): void {
    const seconds = timeS - this.timeS;
    const { x, y, width, height } = centred(rect);
    const [place, size] = [scaled(PLACE, this.#side), scaled(SIZE, this.#side)];
    this.#x.measure(x, seconds, place);
    this.#y.measure(y, seconds, place);
    this.#width.measure(width, seconds, size);
    this.#height.measure(height, seconds, size);
    this.#side = sideOf(width, height);
    this.timeS = timeS;
    this.seen += 1;
    this.missed = 0;
  }
}

function centred({ left, top, right, bottom }: Rect) {
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

function sideOf(width: number, height: number): number {
  return Math.max(LEAST_SIDE, Math.sqrt(Math.max(0, width) * Math.max(0, height)));
}

function scaled({ measured, speed, change, persistence }: Motion, side: number): Motion {
  return { measured: measured * side, speed: speed * side, change: change * side, persistence };
}
