import type { Labels } from '@framewatch/protocol';
import type { FileFacts, ValueInfo } from '../types.js';
import { classNames } from './class-names.js';
import { keypointLabels, NO_KEYPOINTS } from './pose.js';

/** What stands beside box and classes of one object in the outputs of the YOLO family, in this order. */
export interface Extras {
  /** How many numbers. */
  values: number;
  /** Null where the model gives none. */
  keypoints: { count: number; values: 2 | 3 } | null;
  /** The first extra number is the angle of the box, radians. */
  oriented: boolean;
}

export const NO_EXTRAS: Extras = { values: 0, keypoints: null, oriented: false };
export const ORIENTED: Extras = { values: 1, keypoints: null, oriented: true };
const MASK_COEFFICIENTS = 32;

/** By what the file says that the model is for; null where that is not read. */
export function extrasOf({ task, keypoints }: FileFacts, outputs: readonly ValueInfo[]): Extras | null {
  switch (task) {
    case 'detect':
      return NO_EXTRAS;
    case 'segment':
      return { ...NO_EXTRAS, values: maskCoefficients(outputs) ?? MASK_COEFFICIENTS };
    case 'obb':
      return ORIENTED;
    case 'pose':
      return keypoints && { ...NO_EXTRAS, values: keypoints.count * keypoints.values, keypoints };
    default:
      return null;
  }
}

/** Numbers that make an object's mask of the second output, [1, n, height, width]; null where there is none. */
export function maskCoefficients([, masks]: readonly ValueInfo[]): number | null {
  const size = masks?.shape.length === 4 ? masks.shape[1] : null;
  return typeof size === 'number' ? size : null;
}

/** Names of such a model, and what a user should know of it. */
export function yoloLabels(classes: number, extras: Extras, facts: FileFacts): { labels: Labels; notes: string[] } {
  const { names, notes } = classNames(classes, facts);
  const pose = extras.keypoints ? keypointLabels(extras.keypoints.count, facts) : NO_KEYPOINTS;
  const people = classes === 1 && extras.keypoints && facts.classes?.length !== 1;
  const labels = { classes: people ? ['person'] : names, ...pose };
  return { labels, notes: [...(people ? [] : notes), ...extraNotes(extras)] };
}

function extraNotes({ values, keypoints, oriented }: Extras): string[] {
  if (oriented) return ['its boxes are oriented: they are shown as the upright boxes around them'];
  return values > 0 && !keypoints ? ['its masks are not read: boxes only'] : [];
}

/** In words: `objects of 80 classes`, `1 class with 17 keypoints`. */
export function inWords(classes: number, { values, keypoints, oriented }: Extras): string {
  const of = classes === 1 ? '1 class' : `${classes} classes`;
  if (keypoints) return `${of} with ${keypoints.count} keypoints`;
  if (oriented) return `oriented boxes of ${of}`;
  return values > 0 ? `boxes and masks of ${of}` : `boxes of ${of}`;
}

/** The upright box around an oriented one: half its width and height. Angle in radians. */
export function uprightHalf(width: number, height: number, angle: number): [width: number, height: number] {
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  return [(width * cos + height * sin) / 2, (width * sin + height * cos) / 2];
}
