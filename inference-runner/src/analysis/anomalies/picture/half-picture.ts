import type { LumaImage } from '../../types.js';

const { abs, sqrt } = Math;

/** A picture is divided into so many parts, which are looked at one by one. */
const COLUMNS = 8;
const ROWS = 5;
export const PARTS = COLUMNS * ROWS;

/** A part whose levels vary less than this shows nothing: standard deviation, levels of grey. */
const FLAT = 3;
/** A part that is darker on average may be a part of the night rather than flat. */
const DARK = 32;

/** Of a part, in pixels; `right` and `bottom` are outside. */
export interface Bounds {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A grey picture at half its size, in which single pixels and their noise matter less, and the edges in it. */
export class HalfPicture {
  readonly columns: number;
  readonly rows: number;
  /** Strength of the edges, row by row: of upright ones, then of level ones. */
  readonly edges: Float32Array;
  /** Where each part begins, and where the next one does, in pixels. */
  readonly boundsOf: readonly Bounds[];
  readonly #levels: Float32Array;

  constructor(private readonly size: Pick<LumaImage, 'width' | 'height'>) {
    const [columns, rows] = [size.width >> 1, size.height >> 1];
    this.columns = columns;
    this.rows = rows;
    this.edges = new Float32Array(2 * columns * rows);
    this.#levels = new Float32Array(columns * rows);
    this.boundsOf = Array.from({ length: PARTS }, (_, part) => {
      const [column, row] = [part % COLUMNS, Math.floor(part / COLUMNS)];
      const [left, right] = [(column * columns) / COLUMNS, ((column + 1) * columns) / COLUMNS].map(Math.floor);
      const [top, bottom] = [(row * rows) / ROWS, ((row + 1) * rows) / ROWS].map(Math.floor);
      return { left, right, top, bottom } as Bounds;
    });
  }

  /** Number of pixels: edges of the second kind begin there. */
  get pixels(): number {
    return this.columns * this.rows;
  }

  fits({ width, height }: LumaImage): boolean {
    return width === this.size.width && height === this.size.height;
  }

  take({ data, width }: LumaImage): void {
    this.#shrink(data, width);
    this.#findEdges();
  }

  /** Returns the share of the parts that show nothing; `darkToo`: also of those that are dark. */
  flat(darkToo: boolean): number {
    return this.boundsOf.filter((bounds) => this.#isFlat(bounds, darkToo)).length / PARTS;
  }

  #isFlat({ left, right, top, bottom }: Bounds, darkToo: boolean): boolean {
    let sum = 0;
    let squares = 0;
    for (let y = top; y < bottom; y++) {
      for (let at = y * this.columns + left, end = at + right - left; at < end; at++) {
        const level = this.#levels[at] ?? 0;
        sum += level;
        squares += level * level;
      }
    }
    const pixels = (right - left) * (bottom - top);
    const mean = sum / pixels;
    return (darkToo || mean >= DARK) && squares / pixels - mean * mean < FLAT * FLAT;
  }

  #shrink(data: Uint8Array, width: number): void {
    const { columns, rows } = this;
    const levels = this.#levels;
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const from = 2 * (y * width + x);
        const lower = from + width;
        levels[y * columns + x] =
          ((data[from] ?? 0) + (data[from + 1] ?? 0) + (data[lower] ?? 0) + (data[lower + 1] ?? 0)) / 4;
      }
    }
  }

  /** Whatever the sign of an edge, so that shadows and infrared light change little; 0 at the border. */
  #findEdges(): void {
    const { columns, rows, edges } = this;
    const levels = this.#levels;
    for (let y = 1; y < rows - 1; y++) {
      for (let at = y * columns + 1, end = at + columns - 2; at < end; at++) {
        const across = abs((levels[at + 1] ?? 0) - (levels[at - 1] ?? 0));
        const down = abs((levels[at + columns] ?? 0) - (levels[at - columns] ?? 0));
        edges[at] = sqrt(across);
        edges[columns * rows + at] = sqrt(down);
      }
    }
  }
}
