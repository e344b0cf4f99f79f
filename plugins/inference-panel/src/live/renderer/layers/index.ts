import type { DrawStyle } from '../types';
import { BoxLayer } from './BoxLayer';
import { LabelLayer } from './LabelLayer';
import { SkeletonLayer } from './SkeletonLayer';
import type { OverlayLayer } from './types';

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
  { id: 'boxes', name: 'Boxes', create: () => new BoxLayer() },
  {
    id: 'skeletons',
    name: 'Skeletons',
    description: 'For models that give keypoints',
    create: () => new SkeletonLayer(),
  },
  { id: 'labels', name: 'Labels', create: () => new LabelLayer() },
] as const satisfies readonly LayerDefinition[];

export type LayerId = (typeof LAYERS)[number]['id'];
/** Which layers are drawn. */
export type LayerSwitches = Record<LayerId, boolean>;
export const ALL_LAYERS = Object.fromEntries(LAYERS.map(({ id }) => [id, true])) as LayerSwitches;
/** Options of the overlay. */
export type OverlayStyle = DrawStyle & LayerSwitches;
