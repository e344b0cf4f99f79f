import type { LumaImage } from '../../types.js';
import { HalfPicture } from './half-picture.js';

const { abs } = Math;

/** Levels of grey, 0 to 255: below the first a pixel is black, from the second on it is saturated. */
const BLACK = 24;
const SATURATED = 250;
/** At night there are lights, brighter than this and more than so many of the pixels; before a covered lens there are none. */
const LIGHT = { level: 96, share: 0.002 };
/** The strongest edges are this share of the pixels. */
const STRONGEST = 0.05;
/** Edges that are weaker, in levels of grey, may be noise: they say nothing of sharpness. */
const WEAKEST_EDGE = 4;

/** What is measured of one picture. Shares are 0 to 1. */
export interface LumaMeasures {
  /** Share of pixels that are black; 0 where there is a light in the picture. */
  black: number;
  /** Share of pixels that are saturated. */
  saturated: number;
  /** Share of the parts of the picture that show nothing; dark ones count where there is no light in the picture. */
  flat: number;
  /** Second by first derivative at the strongest edges: falls as a picture is blurred. Null without edges. */
  sharpness: number | null;
  /** The picture at half its size. Overwritten by the next picture. */
  half: HalfPicture;
}

/** Measures small grey pictures, one after another. */
export class LumaMeter {
  readonly #levels = new Uint32Array(256);
  readonly #edgeCounts = new Uint32Array(256);
  readonly #bends = new Float64Array(256);
  #half: HalfPicture | null = null;

  measure(luma: LumaImage): LumaMeasures {
    const pixels = luma.width * luma.height;
    this.#count(luma.data, pixels);
    const half = this.#halve(luma);
    const lit = this.#shareOf(LIGHT.level, 256, pixels) >= LIGHT.share;
    return {
      black: lit ? 0 : this.#shareOf(0, BLACK, pixels),
      saturated: this.#shareOf(SATURATED, 256, pixels),
      flat: half.flat(!lit),
      sharpness: this.#sharpness(luma),
      half,
    };
  }

  #halve(luma: LumaImage): HalfPicture {
    if (!this.#half?.fits(luma)) this.#half = new HalfPicture(luma);
    this.#half.take(luma);
    return this.#half;
  }

  #count(data: Uint8Array, pixels: number): void {
    const levels = this.#levels.fill(0);
    for (let at = 0; at < pixels; at++) {
      const level = data[at] ?? 0;
      levels[level] = (levels[level] ?? 0) + 1;
    }
  }

  #shareOf(from: number, to: number, pixels: number): number {
    let count = 0;
    for (let level = from; level < to; level++) count += this.#levels[level] ?? 0;
    return count / pixels;
  }

  #sharpness({ data, width, height }: LumaImage): number | null {
    const counts = this.#edgeCounts.fill(0);
    const bends = this.#bends.fill(0);
    for (let y = 1; y < height - 1; y++) {
      for (let at = y * width + 1, end = at + width - 2; at < end; at++) {
        const left = data[at - 1] ?? 0;
        const right = data[at + 1] ?? 0;
        const above = data[at - width] ?? 0;
        const below = data[at + width] ?? 0;
        const strength = (abs(right - left) + abs(below - above)) >> 1;
        counts[strength] = (counts[strength] ?? 0) + 1;
        bends[strength] = (bends[strength] ?? 0) + abs(4 * (data[at] ?? 0) - left - right - above - below);
      }
    }
    const wanted = STRONGEST * (width - 2) * (height - 2);
    let [count, strengths, bend] = [0, 0, 0];
    for (let strength = 255; strength >= WEAKEST_EDGE >> 1 && count < wanted; strength--) {
      count += counts[strength] ?? 0;
      strengths += 2 * strength * (counts[strength] ?? 0);
      bend += bends[strength] ?? 0;
    }
    return count < wanted / 10 ? null : bend / strengths;
  }
}
