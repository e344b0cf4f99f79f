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

/**
 * Draws a line of text on a background, so that it lies within `within`; what does not fit is cut off. `x` and `y` are its
 * top left corner.
 */
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
  const shown = cut(text, within.width - 2 * PADDING_PX, (part) => widths.of(context, part));
  const width = widths.of(context, shown) + 2 * PADDING_PX;
  const left = clamp(x, within.x, within.x + within.width - width);
  const top = clamp(y, within.y, within.y + within.height - CHIP_HEIGHT_PX);
  context.fillStyle = background;
  context.fillRect(left, top, width, CHIP_HEIGHT_PX);
  context.fillStyle = color;
  context.fillText(shown, left + PADDING_PX, top + CHIP_HEIGHT_PX / 2);
}

/** The longest beginning of a text that fits, with an ellipsis where something is missing. */
function cut(text: string, most: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= most) {
    return text;
  }
  let [fits, tooLong] = [0, text.length];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (widthOf(`${text.slice(0, middle)}…`) <= most) {
      fits = middle;
    } else {
      tooLong = middle;
    }
  }
  return `${text.slice(0, fits)}…`;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
