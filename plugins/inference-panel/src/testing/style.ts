import { ALL_LAYERS, type OverlayStyle } from '../live';

/** A style that draws everything, red, green or blue by the class's place. */
export function someStyle(fields: Partial<OverlayStyle> = {}): OverlayStyle {
  return {
    ...ALL_LAYERS,
    confidence: true,
    trackIds: true,
    minConfidence: 0.3,
    classes: [],
    lineWidth: 2,
    interpolated: 'solid',
    fit: 'contain',
    fontFamily: 'Inter',
    colorOf: (_, index) => ['red', 'green', 'blue'][index] ?? 'grey',
    textOn: (background) => `on-${background}`,
    ...fields,
  };
}
