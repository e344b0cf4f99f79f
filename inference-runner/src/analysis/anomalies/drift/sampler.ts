import type { Detection, FrameResult } from '@framewatch/protocol';

/** Detections of one track are alike: one in two seconds tells as much as all of them. */
const INTERVAL_US = 2_000_000;
/** Tracks that are remembered before those that were not seen for long are forgotten. */
const MOST_TRACKS = 1000;

/** Picks detections that tell something new: of each track at most one in two seconds; without tracks, of each class. */
export class Sampler {
  readonly #last = new Map<number | string, number>();

  take({ captureTimeUs, detections }: FrameResult): Detection[] {
    if (this.#last.size > MOST_TRACKS) this.#forget(captureTimeUs);
    return detections.filter(({ track, class: name }) => {
      const key = track ?? name;
      const last = this.#last.get(key);
      const isNew = last === undefined || Math.abs(captureTimeUs - last) >= INTERVAL_US;
      if (isNew) this.#last.set(key, captureTimeUs);
      return isNew;
    });
  }

  #forget(nowUs: number): void {
    for (const [key, lastUs] of this.#last) if (Math.abs(nowUs - lastUs) >= INTERVAL_US) this.#last.delete(key);
  }
}
