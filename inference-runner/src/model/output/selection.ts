import type { Detection, Keypoint, Labels } from '@framewatch/protocol';
import { boxInPicture, type Letterbox, round } from '../letterbox.js';
import { Candidates } from './candidates.js';
import { NotFiniteError } from './errors.js';
import { suppress, type Suppression } from './suppress.js';

/** What of a model's candidates becomes detections. */
export interface SelectionRules {
  labels: Labels;
  /** 0 to 1; detections below are left out. */
  confidence: number;
  options: {
    classConfidence?: Readonly<Record<string, number>> | undefined;
    keepClasses?: readonly string[] | undefined;
    nmsIou?: number | undefined;
    maxDetections?: number | undefined;
  };
}

/** As many as a result has room for are far more than a picture has; ultralytics and torchvision stop there too. */
const MOST = 300;
/** No score reaches it: a class that is left out. */
const NEVER = Infinity;
const CORNERS = 4;

/** Reads the keypoints of the object in this row of the outputs: fractions of the picture. */
export type KeypointReader = (row: number) => Keypoint[];

/** Chooses detections among a model's candidates: thresholds, suppression of overlaps, order, number. */
export class Selection {
  readonly candidates = new Candidates();
  /** Scores below are left out, by index of the class. */
  readonly thresholds: Float64Array;
  /** The lowest threshold of any class. */
  readonly lowest: number;
  readonly #classes: readonly string[];
  readonly #iou: number | null;
  readonly #most: number;
  readonly #suppress: Suppression;

  /** `iou`: for models whose boxes are not suppressed yet, unless the options name another; null for no suppression. `how`: by upright boxes where it is not said. */
  constructor({ labels, confidence, options }: SelectionRules, iou: number | null, how: Suppression = suppress) {
    const { classConfidence = {}, keepClasses, nmsIou, maxDetections = MOST } = options;
    const threshold = (name: string) =>
      keepClasses && !keepClasses.includes(name)
        ? NEVER
        : Object.hasOwn(classConfidence, name)
          ? (classConfidence[name] ?? confidence)
          : confidence;
    this.thresholds = Float64Array.from(labels.classes, threshold);
    this.lowest = this.thresholds.reduce((least, each) => Math.min(least, each), NEVER);
    this.#classes = labels.classes;
    this.#iou = iou === null ? null : (nmsIou ?? iou);
    this.#most = maxDetections;
    this.#suppress = how;
  }

  /**
   * The candidates as detections, most confident first, and forgets them. `most`: how many the model itself stops at. Throws
   * a NotFiniteError when one that counts has a value that is no number.
   */
  detections(at: Letterbox, keypointsOf?: KeypointReader, most = this.#most): Detection[] {
    const { candidates } = this;
    const order = Array.from({ length: candidates.length }, (_, index) => index).sort(
      (a, b) => (candidates.scores[b] ?? 0) - (candidates.scores[a] ?? 0) || a - b
    );
    if (!order.every((index) => this.#isFinite(index))) throw this.#notFinite();
    const wanted = Math.min(most, this.#most);
    const kept = this.#iou === null ? order.slice(0, wanted) : this.#suppress(candidates, order, this.#iou, wanted);
    // Boxes beside the picture are left out last: they count while overlaps are suppressed, as the exporters' own programs have it.
    const found = kept.flatMap((index) => this.#detection(index, at, keypointsOf) ?? []);
    candidates.clear();
    return found;
  }

  #notFinite(): NotFiniteError {
    this.candidates.clear();
    return new NotFiniteError();
  }

  #isFinite(index: number): boolean {
    const { corners, scores } = this.candidates;
    return (
      Number.isFinite(scores[index]) && corners.subarray(index * CORNERS, (index + 1) * CORNERS).every(Number.isFinite)
    );
  }

  #detection(index: number, at: Letterbox, keypointsOf: KeypointReader | undefined): Detection | null {
    const { corners, scores, classIds, rows } = this.candidates;
    const [left = 0, top = 0, right = 0, bottom = 0] = corners.subarray(index * CORNERS);
    const { inputWidth, inputHeight } = at;
    const box = boxInPicture(at, left / inputWidth, top / inputHeight, right / inputWidth, bottom / inputHeight);
    if (!box) return null;
    const name = this.#classes[classIds[index] ?? 0] ?? '';
    const confidence = round(scores[index] ?? 0);
    const keypoints = keypointsOf?.(rows[index] ?? 0);
    return { class: name, confidence, box, ...(keypoints && { keypoints }) };
  }
}
