import type { Fit, SyncMode, TransportChoice } from './live';

/** What a user sets in the panel's editor, and what a dashboard keeps. */
export interface PanelOptions {
  /** Name of the stream among those of the query; empty: the first. */
  stream: string;
  sync: SyncMode;
  transport: TransportChoice;
  fit: Fit;
  boxes: boolean;
  labels: boolean;
  confidence: boolean;
  skeletons: boolean;
  trackIds: boolean;
  /** 0 to 1. */
  minConfidence: number;
  /** Empty: all. */
  classes: string[];
  /** CSS pixels. */
  lineWidth: number;
  hud: boolean;
}

export const DEFAULT_OPTIONS: PanelOptions = {
  stream: '',
  sync: 'exact',
  transport: 'auto',
  fit: 'contain',
  boxes: true,
  labels: true,
  confidence: true,
  skeletons: true,
  trackIds: false,
  minConfidence: 0.3,
  classes: [],
  lineWidth: 2,
  hud: true,
};
