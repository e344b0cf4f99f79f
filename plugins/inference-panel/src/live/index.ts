export { LivePlayer, type PlayerDeps } from './LivePlayer';
export type * from './report';
export type { PlayerState } from './playerState';
export { browserClock } from './clock';
export {
  ALL_LAYERS,
  LAYERS,
  MOST_TRAIL_SECONDS,
  Renderer,
  type InterpolatedLook,
  type LayerSwitches,
  type OverlayStyle,
  type Fit,
} from './renderer';
export { JpegDecoder, WebCodecsDecoder, browserAbilities, type TransportChoice } from './decoder';
export type { SyncChoice, SyncMode } from './sync';
