import type { Severity, StreamEvent } from '@framewatch/protocol';
import { CHIP_HEIGHT_PX, drawChip } from './Chip';
import { linePath, zonePath } from './areas';
import type { OverlayLayer, OverlayView } from './types';

const FLASH_US = 1_200_000;
/** What happens in an instant is captioned for this time; what lasts, until it ends, but no less. */
const CAPTION_US = 4_000_000;
const MOST_CAPTIONS = 3;
/** A small picture has room for fewer: one for so many CSS pixels of its height. */
const HEIGHT_PER_CAPTION_PX = 120;
const MOST_EVENTS = 64;
const FLASH_WIDTH_PX = 4;
const MARGIN_PX = 6;
const GAP_PX = 2;
const RANK: Record<Severity, number> = { info: 0, warning: 1, critical: 2 };
/** The panel has a banner for these. */
const SAID_ELSEWHERE = new Set(['state']);

/** Events as their picture is shown: the place of each flashes, and its message stands on the picture. */
export class EventLayer implements OverlayLayer {
  /** By id, in the order in which they came. */
  private readonly events = new Map<string, StreamEvent>();

  addEvent(event: StreamEvent): void {
    if (SAID_ELSEWHERE.has(event.type)) {
      return;
    }
    this.events.set(event.id, event);
    const [oldest] = this.events.keys();
    if (this.events.size > MOST_EVENTS && oldest !== undefined) {
      this.events.delete(oldest);
    }
  }

  forgetLasting(): void {
    for (const { id, endUs } of this.events.values()) {
      if (endUs === null) {
        this.events.delete(id);
      }
    }
  }

  reset(): void {
    this.events.clear();
  }

  draw(view: OverlayView): void {
    const { timeUs } = view;
    const begun = [...this.events.values()].filter(({ beginUs }) => beginUs <= timeUs);
    for (const event of begun) {
      if (timeUs >= captionedUntilUs(event)) {
        this.events.delete(event.id);
      } else {
        flash(event, view);
      }
    }
    const captioned = begun.filter(
      (event) => RANK[event.severity] >= RANK[view.style.captions] && timeUs < captionedUntilUs(event)
    );
    const room = Math.max(1, Math.floor(view.picture.height / HEIGHT_PER_CAPTION_PX));
    captioned
      .sort((a, b) => RANK[b.severity] - RANK[a.severity] || b.beginUs - a.beginUs)
      .slice(0, Math.min(MOST_CAPTIONS, room))
      .forEach((event, line) => caption(event, line, view));
  }
}

function captionedUntilUs({ beginUs, endUs }: StreamEvent): number {
  return endUs === null ? Infinity : Math.max(endUs, beginUs + CAPTION_US);
}

/** The outline of the event's zone or line, else of the whole picture. */
function flash({ beginUs, zone, line, severity }: StreamEvent, view: OverlayView): void {
  const { context, picture, scene, style, timeUs } = view;
  const left = 1 - (timeUs - beginUs) / FLASH_US;
  if (left <= 0) {
    return;
  }
  const inZone = scene.zones.find(({ id }) => id === zone);
  const onLine = scene.lines.find(({ id }) => id === line);
  context.globalAlpha = left;
  context.strokeStyle = style.severityColor[severity];
  context.lineWidth = FLASH_WIDTH_PX;
  if (inZone) {
    context.stroke(zonePath(inZone, picture));
  } else if (onLine) {
    context.stroke(linePath(onLine, picture));
  } else if (severity !== 'info') {
    const frame = new Path2D();
    const half = FLASH_WIDTH_PX / 2;
    frame.rect(picture.x + half, picture.y + half, picture.width - FLASH_WIDTH_PX, picture.height - FLASH_WIDTH_PX);
    context.stroke(frame);
  }
  context.globalAlpha = 1;
}

function caption({ message, severity }: StreamEvent, line: number, view: OverlayView): void {
  const { context, widths, picture, style } = view;
  const background = style.severityColor[severity];
  const at: [number, number] = [picture.x + MARGIN_PX, picture.y + MARGIN_PX + line * (CHIP_HEIGHT_PX + GAP_PX)];
  const { fontFamily, textOn } = style;
  drawChip(context, widths, message, at, picture, { fontFamily, background, color: textOn(background) });
}
