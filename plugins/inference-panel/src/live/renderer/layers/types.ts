import type { Detection, StreamEvent } from '@framewatch/protocol';
import type { ShownResult } from '../../sync';
import type { TextWidths } from '../TextWidths';
import type { Rect } from '../layout';
import type { DrawStyle, Scene } from '../types';

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
  /** Capture time of the picture, microseconds since 1970. */
  timeUs: number;
  scene: Scene;
  style: DrawStyle;
  /** Of what belongs to the newest result. */
  strokes: Strokes;
  /** Those detections of a result that pass the style's filters, in drawing order. */
  visible(result: ShownResult | null): readonly Detection[];
  /** CSS colour of an object. */
  colorOf(detection: Detection): string;
}

/** Draws one kind of shape over the picture. */
export interface OverlayLayer {
  /** Takes the result of the picture that is shown from now on; null when it has none. */
  push?(result: ShownResult | null): void;
  /** Takes an event as it begins, and once more as it ends. */
  addEvent?(event: StreamEvent): void;
  /** Forgets the events that last: those that still do are told again. */
  forgetLasting?(): void;
  /** Forgets everything: another stream follows, or the same one anew. */
  reset?(): void;
  /** Draws what belongs to the picture. The overlay contains only the layers below. */
  draw(view: OverlayView): void;
}
