import type { Severity } from '@framewatch/protocol';
import {
  ALL_LAYERS,
  type Fit,
  type InterpolatedLook,
  type LayerSwitches,
  type SyncChoice,
  type TransportChoice,
} from './live';

/** What a user sets in the panel's editor, and what a dashboard keeps. */
export interface PanelOptions extends LayerSwitches {
  /** Name of the stream among those of the query; empty: the first. */
  stream: string;
  sync: SyncChoice;
  transport: TransportChoice;
  fit: Fit;
  confidence: boolean;
  trackIds: boolean;
  /** 0 to 1. */
  minConfidence: number;
  /** Empty: all. */
  classes: string[];
  /** CSS pixels. */
  lineWidth: number;
  /** How boxes and skeletons between two results are drawn. */
  interpolated: InterpolatedLook;
  colorBy: 'class' | 'track';
  trailSeconds: number;
  /** Events of less are not captioned. */
  captions: Severity;
  hud: boolean;
}

export const DEFAULT_OPTIONS: PanelOptions = {
  stream: '',
  sync: 'auto',
  transport: 'auto',
  fit: 'contain',
  ...ALL_LAYERS,
  confidence: true,
  trackIds: false,
  minConfidence: 0.3,
  classes: [],
  lineWidth: 2,
  interpolated: 'faint',
  colorBy: 'class',
  trailSeconds: 3,
  captions: 'warning',
  hud: true,
};
