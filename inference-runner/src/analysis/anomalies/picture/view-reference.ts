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
    let [parts, lost] = [0, 0];
    for (let part = 0; part < PARTS; part++) {
      const upright = this.#correlation(picture, 0, part);
      const level = this.#correlation(picture, picture.pixels, part);
      if (upright === null && level === null) continue;
      parts += 1;
      if ((upright ?? 1) < RECOGNISED || (level ?? 1) < RECOGNISED) lost += 1;
    }
    return parts < FEWEST_PARTS ? null : lost / parts;
  }

  /** Of a part's edges, which are those from `offset` on; null where the reference has none there. */
  #correlation({ edges, boundsOf, columns }: HalfPicture, offset: number, part: number): number | null {
    const bounds = boundsOf[part];
    if (!bounds) return null;
    const reference = this.#edges;
    const { left, right, top, bottom } = bounds;
    let a = 0;
    let b = 0;
    let aa = 0;
    let bb = 0;
    let ab = 0;
    for (let y = top; y < bottom; y++) {
      const row = offset + y * columns;
      for (let at = row + left; at < row + right; at++) {
        const seen = edges[at] ?? 0;
        const usual = reference[at] ?? 0;
        a += seen;
        b += usual;
        aa += seen * seen;
        bb += usual * usual;
        ab += seen * usual;
      }
    }
    const pixels = (right - left) * (bottom - top);
    const varianceB = bb / pixels - (b / pixels) ** 2;
    if (varianceB < STRUCTURE) return null;
    const varianceA = aa / pixels - (a / pixels) ** 2;
    const covariance = ab / pixels - (a / pixels) * (b / pixels);
    return varianceA > 0 ? covariance / Math.sqrt(varianceA * varianceB) : 0;
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
