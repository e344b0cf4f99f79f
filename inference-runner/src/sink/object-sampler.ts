import type { Detection, FrameResult } from '@framewatch/protocol';

const SECOND_US = 1e6;

type Tracked = Detection & { track: number };

/** Chooses the first sight of each tracked object in each second of a stream's capture time. */
export class ObjectSampler {
  /** By stream: the second that is sampled, and the tracks that were seen in it. */
  readonly #seconds = new Map<string, { second: number; tracks: Set<number> }>();

  take({ stream, captureTimeUs, detections }: FrameResult): Tracked[] {
    const second = Math.floor(captureTimeUs / SECOND_US);
    let current = this.#seconds.get(stream);
    if (current?.second !== second) this.#seconds.set(stream, (current = { second, tracks: new Set() }));
    const { tracks } = current;
    return detections.filter((detection): detection is Tracked => {
      const { track } = detection;
      if (track === undefined || tracks.has(track)) return false;
      tracks.add(track);
      return true;
    });
  }
}
