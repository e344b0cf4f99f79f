import { ALL_LAYERS, type Fit, type LayerSwitches, type SyncMode, type TransportChoice } from './live';

/** What a user sets in the panel's editor, and what a dashboard keeps. */
export interface PanelOptions extends LayerSwitches {
  /** Name of the stream among those of the query; empty: the first. */
  stream: string;
  sync: SyncMode;
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
  hud: boolean;
}

export const DEFAULT_OPTIONS: PanelOptions = {
  stream: '',
  sync: 'exact',
  transport: 'auto',
  fit: 'contain',
  ...ALL_LAYERS,
  confidence: true,
  trackIds: false,
  minConfidence: 0.3,
  classes: [],
  lineWidth: 2,
  hud: true,
};
