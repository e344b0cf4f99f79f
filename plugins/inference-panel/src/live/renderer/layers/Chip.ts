import type { TextWidths } from '../TextWidths';
import type { Rect } from '../layout';

const FONT_PX = 12;
const PADDING_PX = 4;
export const CHIP_HEIGHT_PX = FONT_PX + 2 * 3;

interface ChipStyle {
  fontFamily: string;
  background: string;
  color: string;
}

/** Draws a line of text on a background, so that it lies within `within`. `x` and `y` are its top left corner. */
export function drawChip(
  context: CanvasRenderingContext2D,
  widths: TextWidths,
  text: string,
  [x, y]: readonly [number, number],
  within: Rect,
  { fontFamily, background, color }: ChipStyle
): void {
  context.font = `500 ${FONT_PX}px ${fontFamily}`;
  context.textBaseline = 'middle';
  const width = widths.of(context, text) + 2 * PADDING_PX;
  const left = clamp(x, within.x, within.x + within.width - width);
  const top = clamp(y, within.y, within.y + within.height - CHIP_HEIGHT_PX);
  context.fillStyle = background;
  context.fillRect(left, top, width, CHIP_HEIGHT_PX);
  context.fillStyle = color;
  context.fillText(text, left + PADDING_PX, top + CHIP_HEIGHT_PX / 2);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
