import type { LumaImage } from '../../src/analysis/index.js';
import { randomOf } from '../model/random.js';

const [WIDTH, HEIGHT] = [160, 90];
/** The room is larger than what the camera sees of it. */
const ROOM = { width: 320, height: 180 };

/** What a camera sees at one moment. */
export interface View {
  /** Where the camera points, pixels from the middle. */
  at?: [x: number, y: number];
  /** Brightness of the light; 1 is day. */
  light?: number;
  /** Standard deviation of the sensor's noise, levels of grey. */
  noise?: number;
  /** People who walk through: the left edge of each, pixels. */
  people?: readonly number[];
  /** Radius of the blur, pixels. */
  blur?: number;
  /** Share of the picture, from the left, that something grey covers. */
  covered?: number;
}

/** A furnished room: the same for the same seed. */
export class Scene {
  readonly #room = new Float32Array(ROOM.width * ROOM.height);
  readonly #random: () => number;
  /** Normal noise with a deviation of 1, of which each picture takes another part. */
  readonly #noise: Float32Array;

  constructor(seed = 1) {
    const random = randomOf(seed);
    this.#random = random;
    const sum = () => random() + random() + random() + random() - 2;
    this.#noise = Float32Array.from({ length: 2 * WIDTH * HEIGHT }, () => sum() * Math.sqrt(3));
    this.#room.fill(120);
    for (let count = 0; count < 160; count++) {
      const [left, top] = [random() * ROOM.width, random() * ROOM.height];
      const [width, height, level] = [5 + random() * 50, 5 + random() * 40, 30 + random() * 190];
      paint(this.#room, ROOM.width, [left, top, left + width, top + height], level);
    }
  }

  /** `second`: of capture time. */
  picture(second: number, view: View = {}): LumaImage {
    const { at = [0, 0], light = 1, noise = 1, people = [], blur = 0, covered = 0 } = view;
    const [left, top] = [(ROOM.width - WIDTH) / 2 + at[0], (ROOM.height - HEIGHT) / 2 + at[1]];
    let levels: Float32Array = new Float32Array(WIDTH * HEIGHT);
    for (let y = 0; y < HEIGHT; y++) {
      const row = (y + top) * ROOM.width + left;
      for (let x = 0; x < WIDTH; x++) levels[y * WIDTH + x] = light * (this.#room[row + x] ?? 0);
    }
    for (const x of people) paint(levels, WIDTH, [x, 20, x + 16, HEIGHT], 60 * light);
    if (blur > 0) levels = blurred(levels, blur);
    if (covered > 0) paint(levels, WIDTH, [0, 0, covered * WIDTH, HEIGHT], 110);
    const data = new Uint8ClampedArray(levels.length);
    const from = Math.floor(this.#random() * levels.length);
    for (let at = 0; at < data.length; at++) data[at] = (levels[at] ?? 0) + noise * (this.#noise[from + at] ?? 0);
    return {
      width: WIDTH,
      height: HEIGHT,
      data: new Uint8Array(data.buffer),
      epoch: 1,
      captureTimeUs: 1_700_000_000_000_000 + second * 1_000_000,
    };
  }
}

function paint(
  levels: Float32Array,
  width: number,
  box: readonly [number, number, number, number],
  level: number
): void {
  const [left, top, right, bottom] = box.map(Math.round) as [number, number, number, number];
  const height = levels.length / width;
  for (let y = Math.max(0, top); y < Math.min(height, bottom); y++)
    levels.fill(level, y * width + Math.max(0, left), y * width + Math.max(0, Math.min(width, right)));
}

function blurred(levels: Float32Array, radius: number): Float32Array {
  let from = levels;
  for (const step of [1, WIDTH, 1, WIDTH]) {
    const to = new Float32Array(from.length);
    for (let at = 0; at < from.length; at++) {
      let sum = 0;
      for (let away = -radius; away <= radius; away++) sum += from[at + away * step] ?? from[at] ?? 0;
      to[at] = sum / (2 * radius + 1);
    }
    from = to;
  }
  return from;
}
