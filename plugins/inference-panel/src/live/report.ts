import type { Detection, Execution, Labels } from '@framewatch/protocol';
import type { DecoderKind, Picture, Unsupported } from './decoder';
import type { Behind, Reduction } from './load';
import type { PlayerState } from './playerState';
import type { Shown, SyncMode } from './sync';

export interface PlayerStats {
  /** Pictures painted and results received, per second. */
  shownFps: number;
  inferredFps: number;
  /** Capture to paint of the last picture; null until both clocks are compared, and while nothing is painted. */
  latencyMs: number | null;
  /** Lost pictures: too late, too many, or not sent because this viewer lagged. */
  dropped: number;
  /** Pictures without inference, in total and per second. */
  skipped: number;
  skippedFps: number;
  malformed: number;
  /** The mode in use, where the player chooses it too. */
  sync: SyncMode;
  decoder: DecoderKind | null;
  /** Why no better decoder is used. */
  refused: readonly Unsupported[];
  /** What each model of the stream is executed on; null while it is not known. */
  execution: readonly Execution[] | null;
}

export interface PlayerReport {
  state: PlayerState;
  /** How long ago the picture on the screen was taken, milliseconds; null before the first. */
  pictureAgeMs: number | null;
  /** True when the result of the shown picture did not come in time. */
  withoutResult: boolean;
  /** How far this browser, or its connection, is behind; null while it keeps up. */
  behind: Behind | null;
  /** The part of the stream that is asked for; null for the whole stream. */
  reduction: Reduction | null;
  stats: PlayerStats;
}

/** The contents of the two canvases. `result…` is null when the overlay is empty. */
export interface Painted {
  epoch: number;
  ptsUs: number;
  verdict: Shown<Picture>['verdict'];
  resultSeq: number | null;
  resultPtsUs: number | null;
  /** Those of the result; those between two results where the verdict says so. */
  detections: readonly Detection[];
}

export interface PlayerListener {
  /** Twice a second, and at every change of state. */
  onReport(report: PlayerReport): void;
  /** After both canvases were painted. */
  onPainted(painted: Painted): void;
  onLabels(labels: Labels): void;
}
