import type { Detection, Execution, Keypoint, Labels } from '@framewatch/protocol';
import type { SharedFrame } from '../frame/index.js';
import { type Part, SeenPicture, type Size, viewOf } from '../picture/index.js';
import { type Crop, cropAround } from './crop.js';
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
    const size = viewOf(frame.picture);
    const looks = people.map((person) => ({ person, crop: this.#cropAround(person, size) }));
    const parts = looks.map(({ crop }) => crop.part);
    const picture = new SeenPicture(frame.picture, parts);
    try {
      const total: Inference = { ...found, detections: [] };
      for (const { person, crop } of looks) {
        const { keypoints, ...times } = await this.#lookAt(crop, picture, size);
        total.detections.push({ class: person.class, confidence: person.confidence, box: person.box, keypoints });
        total.preprocessMs += times.preprocessMs;
        total.queueMs += times.queueMs;
        total.inferenceMs += times.inferenceMs;
        total.postprocessMs += times.postprocessMs;
      }
      return total;
    } finally {
      await picture.close();
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

  #cropAround({ box }: Detection, size: Size): Crop {
    return cropAround(box, size, this.#stages.input.sizeFor(size), MARGIN);
  }

  async #lookAt(crop: Crop, picture: SeenPicture, size: Size): Promise<Looked> {
    const { detections, ...times } = await this.#stages.run((input, spare) => input.makeCrop(picture, crop, spare));
    const keypoints = detections[0]?.keypoints ?? [];
    return { ...times, keypoints: keypoints.map((each) => inPicture(each, crop.part, size)) };
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
