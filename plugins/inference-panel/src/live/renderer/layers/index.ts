import type { DrawStyle } from '../types';
import { BoxLayer } from './BoxLayer';
import { EventLayer } from './EventLayer';
import { LabelLayer } from './LabelLayer';
import { LineLayer } from './LineLayer';
import { SkeletonLayer } from './SkeletonLayer';
import { TrackLayer } from './TrackLayer';
import { ZoneLayer } from './ZoneLayer';
import type { OverlayLayer } from './types';

export { MOST_TRAIL_SECONDS } from './TrackLayer';
export type { OverlayLayer, OverlayView, Strokes } from './types';

interface LayerDefinition {
  /** Name of the panel's option that switches it. */
  id: string;
  /** What the panel's editor calls it. */
  name: string;
  description?: string;
  create(): OverlayLayer;
}

/** Every layer, the lowest first. To add one, write a class in this folder and add it here. */
export const LAYERS = [
  { id: 'zones', name: 'Zones', description: 'With the objects in them now', create: () => new ZoneLayer() },
  { id: 'lines', name: 'Lines', description: 'With the crossings of today', create: () => new LineLayer() },
  { id: 'tracks', name: 'Trails', description: 'Where each object was', create: () => new TrackLayer() },
  { id: 'boxes', name: 'Boxes', create: () => new BoxLayer() },
  {
    id: 'skeletons',
    name: 'Skeletons',
    description: 'For models that give keypoints',
    create: () => new SkeletonLayer(),
  },
  { id: 'labels', name: 'Labels', create: () => new LabelLayer() },
  {
    id: 'events',
    name: 'Events',
    description: 'The place of an event flashes, and its message is shown',
    create: () => new EventLayer(),
  },
] as const satisfies readonly LayerDefinition[];

export type LayerId = (typeof LAYERS)[number]['id'];
/** Which layers are drawn. */
export type LayerSwitches = Record<LayerId, boolean>;
export const ALL_LAYERS = Object.fromEntries(LAYERS.map(({ id }) => [id, true])) as LayerSwitches;
/** Options of the overlay. */
export type OverlayStyle = DrawStyle & LayerSwitches;
