const FIRST_CAPACITY = 256;
const CORNERS = 4;

/** The boxes that a model proposes for one picture, in memory that is used again for the next. */
export class Candidates {
  length = 0;
  /** left, top, right, bottom of each, pixels of the input. */
  corners = new Float32Array(FIRST_CAPACITY * CORNERS);
  scores = new Float32Array(FIRST_CAPACITY);
  classIds = new Int32Array(FIRST_CAPACITY);
  rows = new Int32Array(FIRST_CAPACITY);

  clear(): void {
    this.length = 0;
  }

  add(classId: number, score: number, left: number, top: number, right: number, bottom: number, row: number): void {
    const at = this.length;
    if (at === this.scores.length) this.#grow();
    this.length += 1;
    this.scores[at] = score;
    this.classIds[at] = classId;
    this.rows[at] = row;
    this.corners[at * CORNERS] = left;
    this.corners[at * CORNERS + 1] = top;
    this.corners[at * CORNERS + 2] = right;
    this.corners[at * CORNERS + 3] = bottom;
  }

  #grow(): void {
    this.corners = grown(this.corners, new Float32Array(this.corners.length * 2));
    this.scores = grown(this.scores, new Float32Array(this.scores.length * 2));
    this.classIds = grown(this.classIds, new Int32Array(this.classIds.length * 2));
    this.rows = grown(this.rows, new Int32Array(this.rows.length * 2));
  }
}

function grown<A extends Float32Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
