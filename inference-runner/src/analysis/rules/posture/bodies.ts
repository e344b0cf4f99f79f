import type { Detection, FrameResult } from '@framewatch/protocol';
import { type Body, BodyReader } from './body.js';
import { holdsHandsUp } from './hands.js';
import { Person } from './person.js';

/** A person in a picture, and what the person does. */
export interface Posed {
  detection: Detection;
  /** Null where no keypoint was seen. */
  body: Body | null;
  lies: boolean;
  handsUp: boolean;
}

/** After so long without a picture of a person nothing is remembered of the person. */
const FORGOTTEN_US = 10e6;

/** The people of a stream, each followed by track. */
export class Bodies {
  readonly #reader: BodyReader;
  readonly #people = new Map<number, { person: Person; lastUs: number }>();
  #newest: { result: FrameResult; people: readonly Posed[] } | null = null;

  /** `keypoints`: their names, in the model's order. */
  constructor(keypoints: readonly string[]) {
    this.#reader = new BodyReader(keypoints);
  }

  /** Returns those of a result that have keypoints and a track. Results come in order; the same one may be asked for again. */
  of(result: FrameResult): readonly Posed[] {
    if (this.#newest?.result !== result) this.#newest = { result, people: this.#look(result) };
    return this.#newest.people;
  }

  #look(result: FrameResult): Posed[] {
    const { captureTimeUs: timeUs, width, height } = result;
    const people = result.detections.flatMap((detection): Posed[] => {
      if (!detection.keypoints || detection.track === undefined) return [];
      const body = this.#reader.read(detection, width / height);
      const lies = this.#person(detection.track, timeUs).lies(body, timeUs);
      return [{ detection, body, lies, handsUp: body !== null && !lies && holdsHandsUp(body) }];
    });
    for (const [track, { lastUs }] of this.#people)
      if (Math.abs(timeUs - lastUs) > FORGOTTEN_US) this.#people.delete(track);
    return people;
  }

  #person(track: number, timeUs: number): Person {
    const known = this.#people.get(track) ?? { person: new Person(), lastUs: timeUs };
    this.#people.set(track, { ...known, lastUs: timeUs });
    return known.person;
  }
}
