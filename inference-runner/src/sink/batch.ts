/** Lines that are written together. */
export interface Batch {
  /** Line protocol; one line per point, joined by `\n`, none at the end. */
  readonly text: string;
  readonly points: number;
}
