import type { Labels } from '@framewatch/protocol';
import type { Fit } from './layout';

/** How what lies between two results is told apart from what the model found. */
export type InterpolatedLook = 'faint' | 'dashed' | 'solid';

/** How layers draw. */
export interface DrawStyle {
  confidence: boolean;
  /** Ids of tracks, beside the class. */
  trackIds: boolean;
  /** Below it nothing is drawn; 0 to 1. */
  minConfidence: number;
  /** Classes to draw; empty: all. */
  classes: readonly string[];
  /** CSS pixels. */
  lineWidth: number;
  interpolated: InterpolatedLook;
  fit: Fit;
  fontFamily: string;
  /** CSS colour of a class. `index` is its place in the model's labels, -1 for a class that is not among them. */
  colorOf: (className: string, index: number) => string;
  /** CSS colour of text that is readable on `background`. */
  textOn: (background: string) => string;
}

export const NO_LABELS: Labels = { classes: [], keypoints: [], skeleton: [] };
