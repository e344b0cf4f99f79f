export { Renderer, type Canvases } from './Renderer';
export type { Fit, Size } from './layout';
export { ALL_LAYERS, LAYERS, type LayerSwitches, type OverlayStyle } from './layers';
export { NO_LABELS, type InterpolatedLook } from './types';
