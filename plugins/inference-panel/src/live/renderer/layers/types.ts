import type { Detection, Labels } from '@framewatch/protocol';
import type { ShownResult } from '../../sync';
import type { TextWidths } from '../TextWidths';
import type { Rect } from '../layout';
import type { DrawStyle } from '../types';

/** How lines are drawn. */
export interface Strokes {
  /** Opacity, 0 to 1. */
  alpha: number;
  /** Lengths of dashes and of the gaps between them, CSS pixels; empty: no gaps. */
  dash: readonly number[];
}

/** What a layer draws with. The context's unit is the CSS pixel. */
export interface OverlayView {
  context: CanvasRenderingContext2D;
  widths: TextWidths;
  /** Where the whole picture lies; boxes and keypoints are fractions of it. */
  picture: Rect;
  labels: Labels;
  style: DrawStyle;
  /** Of what belongs to the newest result. */
  strokes: Strokes;
  /** Those detections of a result that pass the style's filters, in drawing order. */
  visible(result: ShownResult | null): readonly Detection[];
  /** CSS colour of a class. */
  colorOf(className: string): string;
}

/** Draws one kind of shape over the picture. */
export interface OverlayLayer {
  /** Takes the result of the picture that is shown from now on; null when it has none. */
  push(result: ShownResult | null): void;
  /** Draws the newest result. The overlay contains only the layers below. */
  draw(view: OverlayView): void;
}
