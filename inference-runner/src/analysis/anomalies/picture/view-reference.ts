import { z } from 'zod';
import { type HalfPicture, PARTS } from './half-picture.js';

/** The reference is the mean of about so many pictures, ten minutes: people walk through it, the sun moves on. */
const MEMORY = 600;
/** Parts whose edges vary less, in the mean picture, have nothing to be recognised by. */
const STRUCTURE = 0.15;
/** So many parts have to have something to be recognised by. */
const FEWEST_PARTS = 6;
/** A part is recognised where its edges and those of the reference correlate by more. */
const RECOGNISED = 0.5;
/** Edges are kept in steps of this across a restart. */
const STEP = 0.1;

export const viewReferenceSchema = z.object({
  count: z.number().int().nonnegative(),
  columns: z.number().int().positive(),
  rows: z.number().int().positive(),
  /** Base64: a byte for each. */
  edges: z.string().max(100_000),
});
export type ViewReferenceState = z.infer<typeof viewReferenceSchema>;

/** What the camera usually looks at: the mean edges of its pictures. */
export class ViewReference {
  #columns = 0;
  #rows = 0;
  #count = 0;
  #edges = new Float32Array(0);
  readonly #sums = Array.from({ length: 6 }, () => new Float64Array(PARTS)) as Sums;

  /** Number of pictures that it is made of, up to those of ten minutes. */
  get count(): number {
    return this.#count;
  }

  /**
   * Returns the share of the parts with edges that are not recognised in the picture: 0 where everything is where it was,
   * about 1 where the camera looks elsewhere, if only by 2 % of the picture. Null where there are too few of them.
   */
  lost(picture: HalfPicture): number | null {
    if (picture.edges.length !== this.#edges.length) return null;
    const pixels = picture.partOf.length;
    const upright = this.#correlations(picture, 0);
    const level = this.#correlations(picture, pixels);
    let [parts, lost] = [0, 0];
    for (let part = 0; part < PARTS; part++) {
      const [first, second] = [upright[part] ?? NaN, level[part] ?? NaN];
      if (Number.isNaN(first) && Number.isNaN(second)) continue;
      parts += 1;
      if (first < RECOGNISED || second < RECOGNISED) lost += 1;
    }
    return parts < FEWEST_PARTS ? null : lost / parts;
  }

  /** Of the edges from `offset` on, by part; NaN where the reference has none. */
  #correlations({ edges, partOf }: HalfPicture, offset: number): Float64Array {
    const [n, a, b, aa, bb, ab] = this.#sums;
    for (const sum of this.#sums) sum.fill(0);
    for (let at = 0; at < partOf.length; at++) {
      const part = partOf[at] ?? 0;
      const [seen, usual] = [edges[offset + at] ?? 0, this.#edges[offset + at] ?? 0];
      n[part] = (n[part] ?? 0) + 1;
      a[part] = (a[part] ?? 0) + seen;
      b[part] = (b[part] ?? 0) + usual;
      aa[part] = (aa[part] ?? 0) + seen * seen;
      bb[part] = (bb[part] ?? 0) + usual * usual;
      ab[part] = (ab[part] ?? 0) + seen * usual;
    }
    return Float64Array.from(n, (pixels, part) => {
      const [meanA, meanB] = [(a[part] ?? 0) / pixels, (b[part] ?? 0) / pixels];
      const varianceB = (bb[part] ?? 0) / pixels - meanB * meanB;
      if (varianceB < STRUCTURE) return NaN;
      const varianceA = (aa[part] ?? 0) / pixels - meanA * meanA;
      const covariance = (ab[part] ?? 0) / pixels - meanA * meanB;
      return varianceA > 0 ? covariance / Math.sqrt(varianceA * varianceB) : 0;
    });
  }

  learn({ edges, columns, rows }: HalfPicture): void {
    if (edges.length !== this.#edges.length) this.#begin(columns, rows);
    this.#count = Math.min(this.#count + 1, MEMORY);
    const weight = 1 / this.#count;
    const usual = this.#edges;
    for (let at = 0; at < usual.length; at++) {
      const before = usual[at] ?? 0;
      usual[at] = before + weight * ((edges[at] ?? 0) - before);
    }
  }

  save(): ViewReferenceState | null {
    if (this.#count === 0) return null;
    const bytes = Uint8Array.from(this.#edges, (edge) => Math.min(255, Math.round(edge / STEP)));
    const edges = Buffer.from(bytes).toString('base64');
    return { count: this.#count, columns: this.#columns, rows: this.#rows, edges };
  }

  restore({ count, columns, rows, edges }: ViewReferenceState): void {
    const bytes = Buffer.from(edges, 'base64');
    if (bytes.length !== 2 * columns * rows) return;
    this.#begin(columns, rows);
    this.#count = Math.min(count, MEMORY);
    bytes.forEach((byte, at) => (this.#edges[at] = byte * STEP));
  }

  #begin(columns: number, rows: number): void {
    this.#columns = columns;
    this.#rows = rows;
    this.#count = 0;
    this.#edges = new Float32Array(2 * columns * rows);
  }
}

type Sums = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
