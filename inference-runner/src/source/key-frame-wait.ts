/** Most cameras send a key frame within this time, so the state does not change before. */
const UNSAID_MS = 2_000;

/** Longer than the key frame interval of real cameras: smart codecs go up to some tens of seconds. */
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

  /** A picture was decoded, so the wait is over. */
  end(): void {
    this.#over = true;
  }

  /** A packet came. `over`: the wait has ended; `came`: a key frame, after packets without one. */
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
