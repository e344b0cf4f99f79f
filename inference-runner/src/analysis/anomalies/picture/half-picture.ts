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

/** A grey picture at half its size, in which single pixels and their noise matter less, and the edges in it. */
export class HalfPicture {
  readonly columns: number;
  readonly rows: number;
  /** Strength of the edges, row by row: of upright ones, then of level ones. */
  readonly edges: Float32Array;
  /** The part that each pixel belongs to. */
  readonly partOf: Uint8Array;
  readonly #levels: Float32Array;
  readonly #sums = new Float64Array(PARTS);
  readonly #squares = new Float64Array(PARTS);
  readonly #counts = new Uint32Array(PARTS);

  constructor(private readonly size: Pick<LumaImage, 'width' | 'height'>) {
    const [columns, rows] = [size.width >> 1, size.height >> 1];
    this.columns = columns;
    this.rows = rows;
    this.edges = new Float32Array(2 * columns * rows);
    this.partOf = new Uint8Array(columns * rows);
    this.#levels = new Float32Array(columns * rows);
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const part = Math.floor((y * ROWS) / rows) * COLUMNS + Math.floor((x * COLUMNS) / columns);
        this.partOf[y * columns + x] = part;
        this.#counts[part] = (this.#counts[part] ?? 0) + 1;
      }
    }
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
    let flat = 0;
    for (let part = 0; part < PARTS; part++) {
      const count = Math.max(1, this.#counts[part] ?? 0);
      const mean = (this.#sums[part] ?? 0) / count;
      const variance = (this.#squares[part] ?? 0) / count - mean * mean;
      if ((darkToo || mean >= DARK) && variance < FLAT * FLAT) flat += 1;
    }
    return flat / PARTS;
  }

  #shrink(data: Uint8Array, width: number): void {
    const { columns, rows, partOf } = this;
    const sums = this.#sums.fill(0);
    const squares = this.#squares.fill(0);
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const from = 2 * (y * width + x);
        const lower = from + width;
        const level = ((data[from] ?? 0) + (data[from + 1] ?? 0) + (data[lower] ?? 0) + (data[lower + 1] ?? 0)) / 4;
        const at = y * columns + x;
        const part = partOf[at] ?? 0;
        this.#levels[at] = level;
        sums[part] = (sums[part] ?? 0) + level;
        squares[part] = (squares[part] ?? 0) + level * level;
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
