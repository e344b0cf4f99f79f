export { Renderer, type Canvases } from './Renderer';
export type { Fit, Size } from './layout';
export { ALL_LAYERS, LAYERS, MOST_TRAIL_SECONDS, type LayerSwitches, type OverlayStyle } from './layers';
export type { DrawStyle, InterpolatedLook, Scene } from './types';
