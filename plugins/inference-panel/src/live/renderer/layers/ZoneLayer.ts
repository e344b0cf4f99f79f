import type { ShownResult } from '../../sync';
import { drawChip } from './Chip';
import { AREA_CHIP, AREA_COLOR, zonePath } from './areas';
import { placeIn } from './place';
import { strokeWithHalo } from './strokeWithHalo';
import type { OverlayLayer, OverlayView } from './types';

const EMPTY_FILL = 0.06;
const OCCUPIED_FILL = 0.18;

/** The zones of the stream, each with the objects that are in it now. */
export class ZoneLayer implements OverlayLayer {
  private counts: ShownResult['zones'];

  push(result: ShownResult | null): void {
    this.counts = result?.zones;
  }

  reset(): void {
    this.counts = undefined;
  }

  draw({ context, widths, picture, scene, style }: OverlayView): void {
    for (const zone of scene.zones) {
      const counts = this.counts?.[zone.id];
      const path = zonePath(zone, picture);
      const occupied = Object.values(counts ?? {}).some((objects) => objects > 0);
      context.globalAlpha = occupied ? OCCUPIED_FILL : EMPTY_FILL;
      context.fillStyle = AREA_COLOR;
      context.fill(path);
      context.globalAlpha = 1;
      strokeWithHalo(context, path, AREA_COLOR, style.lineWidth / 2);
      const chip = { fontFamily: style.fontFamily, background: AREA_CHIP, color: AREA_COLOR };
      const [first = [0, 0]] = zone.points;
      drawChip(context, widths, zoneText(zone.id, counts), placeIn(picture, first), picture, chip);
    }
  }
}

/** A zone that nobody counts in has no number: 0 would be a claim. */
export function zoneText(id: string, counts: Readonly<Record<string, number>> | undefined): string {
  if (!counts) {
    return id;
  }
  const present = Object.entries(counts).filter(([, objects]) => objects > 0);
  return `${id}: ${present.map(([name, objects]) => `${objects} ${name}`).join(', ') || '0'}`;
}
