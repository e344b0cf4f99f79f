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
 * another, or as many together as the model's batch has: sessions are for frames.
 */
export class TopDownModel implements Model {
  readonly name: string;
  readonly labels: Labels;
  readonly sessions: number;
  readonly batch: number;
  readonly #stages: Stages;
  readonly #detector: Model;
  readonly #confidence: number;
  readonly #most: number;

  /** The detector stays the caller's. */
  constructor(stages: Stages, { labels, confidence, options }: FamilySettings, detector: Model) {
    this.name = stages.name;
    this.sessions = Math.min(stages.sessions, detector.sessions);
    this.batch = detector.batch;
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

  /** Times are the sums of both models and of all people. Rejects where one person fails: a part would be a wrong count. */
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
      for (const group of groupsOf(looks, this.#stages.batch)) {
        const outcomes = await Promise.allSettled(group.map((look) => this.#lookAt(look, picture, size)));
        const looked = outcomes.map((outcome) => {
          if (outcome.status === 'rejected') throw outcome.reason;
          return outcome.value;
        });
        total.detections.push(...looked.map(({ detection }) => detection));
        // Those of one run are looked at side by side.
        for (const stage of STAGES) total[stage] += Math.max(...looked.map((each) => each[stage]));
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

  async #lookAt({ person, crop }: Look, picture: SeenPicture, size: Size): Promise<Looked> {
    const { detections, ...times } = await this.#stages.run((input) => input.makeCrop(picture, crop));
    const keypoints = detections[0]?.keypoints ?? [];
    const { class: name, confidence, box } = person;
    const found = {
      class: name,
      confidence,
      box,
      keypoints: keypoints.map((each) => inPicture(each, crop.part, size)),
    };
    return { ...times, detection: found };
  }
}

/** A person, and what the model gets to see of it. */
interface Look {
  person: Detection;
  crop: Crop;
}

interface Looked extends Omit<Inference, 'detections'> {
  detection: Detection;
}

const STAGES = ['preprocessMs', 'queueMs', 'inferenceMs', 'postprocessMs'] as const;

function groupsOf<T>(all: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, i) => all.slice(i * most, (i + 1) * most));
}

/** From fractions of a part of the picture to those of the picture. */
function inPicture([x, y, confidence]: Keypoint, part: Part, picture: Size): Keypoint {
  const across = (part.x + x * part.width) / picture.width;
  return [round(across), round((part.y + y * part.height) / picture.height), confidence];
}
