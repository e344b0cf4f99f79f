/** Most cameras send a key frame within this: not worth a word. */
const UNSAID_MS = 2_000;

/** Longer than the interval of any camera that is meant to be joined: smart codecs go up to some tens of seconds. */
export const LONGEST_MS = 120_000;

/** Waits for the first key frame of a connection: until then packets come, but nothing can be decoded. */
export class KeyFrameWait {
  #sinceMs: number | null = null;
  #over = false;

  /** A connection begins. */
  begin(): void {
    this.#sinceMs = null;
    this.#over = false;
  }

  /** A picture was decoded: whatever the packets said, there is no need to wait. */
  end(): void {
    this.#over = true;
  }

  /** A packet came. `over`: of no concern any more; `came`: after packets that were none, a key frame. */
  saw(key: boolean, nowMs: number): 'over' | 'came' | 'soon' | 'waiting' | 'too-long' {
    if (this.#over) return 'over';
    const first = this.#sinceMs === null;
    const waitedMs = nowMs - (this.#sinceMs ??= nowMs);
    if (key) {
      this.#over = true;
      return first ? 'over' : 'came';
    }
    if (waitedMs >= LONGEST_MS) return 'too-long';
    return waitedMs >= UNSAID_MS ? 'waiting' : 'soon';
  }
}
