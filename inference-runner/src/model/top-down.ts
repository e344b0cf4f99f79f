import type { Detection, Execution, Keypoint, Labels } from '@framewatch/protocol';
import type { Frame } from 'node-av/lib';
import type { SharedFrame } from '../frame/index.js';
import { asSeen, type Part, type Size } from '../picture/index.js';
import { cropAround } from './crop.js';
import type { FamilySettings } from './families/index.js';
import { round } from './letterbox.js';
import type { Stages } from './stages.js';
import type { Inference, Model } from './types.js';

const PERSON = 'person';
/** People of one picture: each costs a run of the model. */
const MOST_PEOPLE = 10;
/** What a crop has of a box's size: MMPose trains and runs its models so (`GetBBoxCenterScale`, padding 1.25). */
const MARGIN = 1.25;

/**
 * A model that looks at one person at a time, after another model that finds them. The detections are the detector's, with
 * keypoints: of persons, or of everything where the detector knows no class of that name. People are looked at one after
 * another: sessions are for frames.
 */
export class TopDownModel implements Model {
  readonly name: string;
  readonly labels: Labels;
  readonly sessions: number;
  readonly #stages: Stages;
  readonly #detector: Model;
  readonly #confidence: number;
  readonly #most: number;

  /** The detector stays the caller's. */
  constructor(stages: Stages, { labels, confidence, options }: FamilySettings, detector: Model) {
    this.name = stages.name;
    this.sessions = Math.min(stages.sessions, detector.sessions);
    const { classes } = detector.labels;
    this.labels = { ...labels, classes: classes.includes(PERSON) ? [PERSON] : classes };
    this.#stages = stages;
    this.#detector = detector;
    this.#confidence = confidence;
    this.#most = options.maxDetections ?? MOST_PEOPLE;
  }

  get execution(): readonly Execution[] {
    return [...this.#detector.execution, this.#stages.execution];
  }

  /** Times are the sums of both models and of all people. Rejects as soon as one person fails: a part would be a wrong count. */
  async infer(frame: SharedFrame): Promise<Inference> {
    const found = await this.#detector.infer(frame);
    const people = this.#people(found.detections);
    if (people.length === 0) return { ...found, detections: [] };
    const startMs = performance.now();
    const picture = await asSeen(frame.picture).catch(this.#stages.failed('preprocess'));
    try {
      const total: Inference = { ...found, detections: [] };
      total.preprocessMs += performance.now() - startMs;
      for (const person of people) {
        const { keypoints, ...times } = await this.#lookAt(person, picture);
        total.detections.push({ class: person.class, confidence: person.confidence, box: person.box, keypoints });
        total.preprocessMs += times.preprocessMs;
        total.queueMs += times.queueMs;
        total.inferenceMs += times.inferenceMs;
        total.postprocessMs += times.postprocessMs;
      }
      return total;
    } finally {
      picture.free();
    }
  }

  close(): Promise<void> {
    return this.#stages.close();
  }

  /** The most confident first. */
  #people(detections: readonly Detection[]): Detection[] {
    return detections
      .filter((each) => this.labels.classes.includes(each.class) && each.confidence >= this.#confidence)
      .sort((a, b) => b.confidence - a.confidence)
      .slice(0, this.#most);
  }

  async #lookAt({ box }: Detection, picture: Frame): Promise<Looked> {
    const crop = cropAround(box, picture, this.#stages.input.sizeFor(picture), MARGIN);
    const { detections, ...times } = await this.#stages.run((input, spare) => input.makeCrop(picture, crop, spare));
    const keypoints = detections[0]?.keypoints ?? [];
    return { ...times, keypoints: keypoints.map((each) => inPicture(each, crop.part, picture)) };
  }
}

interface Looked extends Omit<Inference, 'detections'> {
  keypoints: Keypoint[];
}

/** From fractions of a part of the picture to those of the picture. */
function inPicture([x, y, confidence]: Keypoint, part: Part, picture: Size): Keypoint {
  const across = (part.x + x * part.width) / picture.width;
  return [round(across), round((part.y + y * part.height) / picture.height), confidence];
}
