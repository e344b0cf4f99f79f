import type { Detection } from '@framewatch/protocol';

/** A place in the picture in units of its height, so that angles and lengths are those of the picture; y is down. */
export type Place = readonly [x: number, y: number];

/** Where the parts of a body are; null for what was not seen well enough. Of left and right the middle. */
export interface Body {
  nose: Place | null;
  shoulders: Place | null;
  hips: Place | null;
  knees: Place | null;
  ankles: Place | null;
  leftWrist: Place | null;
  rightWrist: Place | null;
  /** Width and height of what encloses the keypoints that were seen. */
  width: number;
  height: number;
  /** All keypoints that were seen, in fractions of the picture. */
  seen: readonly (readonly [number, number])[];
}

/** Names of the keypoints that a body is made of: those of COCO. */
const PARTS = {
  nose: ['nose'],
  shoulders: ['left_shoulder', 'right_shoulder'],
  hips: ['left_hip', 'right_hip'],
  knees: ['left_knee', 'right_knee'],
  ankles: ['left_ankle', 'right_ankle'],
  leftWrist: ['left_wrist'],
  rightWrist: ['right_wrist'],
} as const;
type Part = keyof typeof PARTS;

/** What posture cannot be told without. */
const NEEDED = ['left_shoulder', 'right_shoulder', 'left_hip', 'right_hip', 'left_wrist', 'right_wrist'];

/** Whether a model with these keypoints says enough for posture. */
export const tellsPosture = (keypoints: readonly string[]): boolean => NEEDED.every((name) => keypoints.includes(name));

/** A keypoint counts as seen from this confidence on, whatever the others have. */
const LEAST_CONFIDENCE = 0.1;
/**
 * Share of the confidence of the body's best keypoints: models differ in their range (MoveNet gives 0.2 to 0.6 where
 * RTMPose gives 0.6 to 1), and a keypoint that is hidden has far less than those that are not.
 */
const LEAST_SHARE = 0.35;
/** Rank of the keypoint that stands for the best ones: the very best may be an outlier. */
const RANK = 3;

/** Finds the parts of bodies in the detections of a model. */
export class BodyReader {
  readonly #indices: Readonly<Record<Part, readonly number[]>>;

  /** `keypoints`: their names, in the model's order. */
  constructor(keypoints: readonly string[]) {
    // Several models on one stream may each have a nose; a person has the keypoints of one of them.
    const indicesOf = (names: readonly string[]) =>
      keypoints.flatMap((name, index) => (names.includes(name) ? [index] : []));
    this.#indices = Object.fromEntries(
      Object.entries(PARTS).map(([part, names]) => [part, indicesOf(names)])
    ) as unknown as Record<Part, readonly number[]>;
  }

  /** `aspect`: width of the picture by its height. Returns null when the detection has no keypoints. */
  read({ keypoints }: Detection, aspect: number): Body | null {
    if (!keypoints || keypoints.length === 0) return null;
    const confidences = keypoints.map(([, , confidence]) => confidence).sort((a, b) => b - a);
    const best = confidences[Math.min(RANK, confidences.length) - 1] ?? 0;
    const least = Math.max(LEAST_CONFIDENCE, LEAST_SHARE * best);
    const places = keypoints.map(([x, y, confidence]): Place | null => (confidence >= least ? [x * aspect, y] : null));
    const seen = places.filter((place) => place !== null);
    if (seen.length === 0) return null;
    const parts = Object.fromEntries(
      Object.entries(this.#indices).map(([part, indices]) => [part, middle(indices.map((i) => places[i] ?? null))])
    ) as Record<Part, Place | null>;
    return {
      ...parts,
      width: extent(seen, 0),
      height: extent(seen, 1),
      seen: seen.map(([x, y]) => [x / aspect, y] as const),
    };
  }
}

function middle(places: readonly (Place | null)[]): Place | null {
  const [one, other] = places.filter((place) => place !== null);
  if (!one || !other) return one ?? null;
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
}

function extent(places: readonly Place[], axis: 0 | 1): number {
  const values = places.map((place) => place[axis]);
  return Math.max(...values) - Math.min(...values);
}
