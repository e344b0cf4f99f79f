import type { Detection } from '@framewatch/protocol';
import type { ShownResult } from '../../sync';
import type { DrawStyle } from '../types';
import type { OverlayLayer, OverlayView } from './types';

const FONT_PX = 12;
const PADDING_PX = 4;
const HEIGHT_PX = FONT_PX + 2 * 3;

interface Label {
  text: string;
  x: number;
  y: number;
  width: number;
}

/** The parts of a label. Each part is measured by itself, since there are few different parts but many labels. */
export function labelParts(detection: Detection, style: DrawStyle): string[] {
  const parts = [detection.class];
  if (style.trackIds && detection.track !== undefined) {
    parts.push(` #${detection.track}`);
  }
  if (style.confidence) {
    parts.push(` ${Math.round(detection.confidence * 100)}%`);
  }
  return parts;
}

/** Draws the class of each detection, with track and confidence according to the style. */
export class LabelLayer implements OverlayLayer {
  private result: ShownResult | null = null;

  push(result: ShownResult | null): void {
    this.result = result;
  }

  draw(view: OverlayView): void {
    const { context, style, strokes, visible, colorOf } = view;
    context.globalAlpha = strokes.alpha;
    context.font = `500 ${FONT_PX}px ${style.fontFamily}`;
    context.textBaseline = 'middle';
    const byColor = new Map<string, Label[]>();
    for (const detection of visible(this.result)) {
      const color = colorOf(detection);
      const labels = byColor.get(color) ?? [];
      labels.push(place(detection, view));
      byColor.set(color, labels);
    }
    for (const [color, labels] of byColor) {
      context.fillStyle = color;
      for (const { x, y, width } of labels) {
        context.fillRect(x, y, width, HEIGHT_PX);
      }
      context.fillStyle = style.textOn(color);
      for (const { text, x, y } of labels) {
        context.fillText(text, x + PADDING_PX, y + HEIGHT_PX / 2);
      }
    }
    context.globalAlpha = 1;
  }
}

function place(detection: Detection, { context, widths, picture, style }: OverlayView): Label {
  const [left, top] = detection.box;
  const x = picture.x + left * picture.width;
  const y = picture.y + top * picture.height;
  const parts = labelParts(detection, style);
  const textWidth = parts.reduce((sum, part) => sum + widths.of(context, part), 0);
  // Above the box where there is room, else inside it, so that the label is never cut off.
  const above = y - HEIGHT_PX;
  return {
    text: parts.join(''),
    x: Math.max(0, x - style.lineWidth / 2),
    y: above >= 0 ? above : y,
    width: textWidth + 2 * PADDING_PX,
  };
}
