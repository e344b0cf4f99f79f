/**
 * What holds for an object, once it was seen so in a number of frames on end: on which side of a line it is, whether it is
 * in a zone. A frame that does not tell (the object is on the border, or was not found) is passed over: it neither counts
 * nor makes the count begin anew. A frame in which the old state shows again does make it begin anew.
 */
export class Confirmed<T> {
  #count = 0;

  constructor(
    private readonly frames: number,
    private current: T
  ) {}

  get state(): T {
    return this.current;
  }

  /** Takes what was seen in one frame, null when that tells nothing. Returns true when the state has changed by it. */
  take(seen: T | null): boolean {
    if (seen === null) return false;
    if (seen === this.current) {
      this.#count = 0;
      return false;
    }
    this.#count += 1;
    if (this.#count < this.frames) return false;
    this.#count = 0;
    this.current = seen;
    return true;
  }
}
