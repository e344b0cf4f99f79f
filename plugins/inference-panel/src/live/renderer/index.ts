export { Renderer, type Canvases } from './Renderer';
export type { Fit, Size } from './layout';
export { NO_LABELS, type OverlayStyle } from './types';
