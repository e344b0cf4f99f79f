import type { Detection, Labels, Line, Severity, Zone } from '@framewatch/protocol';
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
  /** What boxes, labels and skeletons have their colour from. */
  colorBy: 'class' | 'track';
  /** Seconds after which a trail has faded. */
  trailSeconds: number;
  /** Events of less are not captioned. */
  captions: Severity;
  fit: Fit;
  fontFamily: string;
  /** CSS colour of a class. `index` is its place in the model's labels, -1 for a class that is not among them. */
  colorOf: (className: string, index: number) => string;
  /** CSS colour of a track: the same for the same track. */
  trackColor: (track: number) => string;
  /** CSS colours of events. */
  severityColor: Readonly<Record<Severity, string>>;
  /** CSS colour of text that is readable on `background`. */
  textOn: (background: string) => string;
}

/** What belongs to the stream, not to one picture. */
export interface Scene {
  labels: Labels;
  zones: readonly Zone[];
  lines: readonly Line[];
}

export const EMPTY_SCENE: Scene = { labels: { classes: [], keypoints: [], skeleton: [] }, zones: [], lines: [] };

/** Whether a detection passes the filters of the style. */
export function passes({ confidence, class: name }: Detection, { minConfidence, classes }: DrawStyle): boolean {
  return confidence >= minConfidence && (classes.length === 0 || classes.includes(name));
}
