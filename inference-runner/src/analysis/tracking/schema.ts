import { A_MAPPING, flag, mapping, number } from '@framewatch/service-kit/config';
import { z } from 'zod';

export interface TrackingConfig {
  readonly enabled: boolean;
  /** An object that was not seen for so long is another one when it comes back. */
  readonly lostSeconds: number;
  /** How sure the model has to be for a new object: a share, 0 to 1, of the confidence that its surest detections have. */
  readonly confidence: number;
}

export const TRACKING_DEFAULTS: TrackingConfig = { enabled: true, lostSeconds: 2, confidence: 0.4 };

const settings = mapping({
  enabled: flag.default(TRACKING_DEFAULTS.enabled),
  lostSeconds: number(0.1, 60, 'seconds').default(TRACKING_DEFAULTS.lostSeconds),
  confidence: number(0, 1).default(TRACKING_DEFAULTS.confidence),
});

/** `tracking: false` is short for `tracking: {enabled: false}`. */
export const trackingSchema = z
  .union([flag, settings], { error: `true, false, or ${A_MAPPING}` })
  .transform((written) => (typeof written === 'boolean' ? { ...TRACKING_DEFAULTS, enabled: written } : written))
  .prefault({});
