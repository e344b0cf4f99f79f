import { ALL_LAYERS, type OverlayStyle } from '../live';

/** A style that draws everything. The first three classes are red, green and blue. */
export function someStyle(fields: Partial<OverlayStyle> = {}): OverlayStyle {
  return {
    ...ALL_LAYERS,
    confidence: true,
    trackIds: true,
    minConfidence: 0.3,
    classes: [],
    lineWidth: 2,
    interpolated: 'solid',
    colorBy: 'class',
    trailSeconds: 3,
    captions: 'info',
    trackColor: (track) => `track-${track}`,
    severityColor: { info: 'blue', warning: 'orange', critical: 'crimson' },
    fit: 'contain',
    fontFamily: 'Inter',
    colorOf: (_, index) => ['red', 'green', 'blue'][index] ?? 'grey',
    textOn: (background) => `on-${background}`,
    ...fields,
  };
}
