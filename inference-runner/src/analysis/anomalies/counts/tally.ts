import type { FrameResult } from '@framewatch/protocol';

/** What was seen in the pictures of one period. */
export interface Tallied {
  /** Wall clock, microseconds since 1970: the begin of the next period of which there is a picture. */
  endUs: number;
  /** From the begin of the period. */
  lengthUs: number;
  pictures: number;
  /** Pictures with at least one object. */
  withObjects: number;
  /** Sums of objects over the pictures, by class. */
  objects: ReadonlyMap<string, number>;
}

/** Sums results up by periods of capture time, which begin at multiples of their length. */
export class Tally {
  #beginUs: number | null = null;
  #pictures = 0;
  #withObjects = 0;
  #objects = new Map<string, number>();

  constructor(private readonly lengthUs: number) {}

  /** Returns the period that has ended with this result; null when none has. */
  add({ captureTimeUs, detections }: FrameResult): Tallied | null {
    const beginUs = Math.floor(captureTimeUs / this.lengthUs) * this.lengthUs;
    const ended = this.#beginUs === null || beginUs === this.#beginUs ? null : this.#take(this.#beginUs, beginUs);
    this.#beginUs = beginUs;
    this.#pictures += 1;
    if (detections.length > 0) this.#withObjects += 1;
    for (const { class: name } of detections) this.#objects.set(name, (this.#objects.get(name) ?? 0) + 1);
    return ended;
  }

  /** Forgets the period that has not ended. */
  clear(): void {
    this.#beginUs = null;
    this.#pictures = 0;
    this.#withObjects = 0;
    this.#objects = new Map();
  }

  #take(beginUs: number, endUs: number): Tallied {
    const [pictures, withObjects, objects] = [this.#pictures, this.#withObjects, this.#objects];
    this.clear();
    return { endUs, lengthUs: endUs - beginUs, pictures, withObjects, objects };
  }
}
