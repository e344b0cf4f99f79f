import type { ShownResult } from '../../sync';
import { CHIP_HEIGHT_PX, drawChip } from './Chip';
import { AREA_CHIP, AREA_COLOR, linePath } from './areas';
import { placeIn } from './place';
import { strokeWithHalo } from './strokeWithHalo';
import type { OverlayLayer, OverlayView } from './types';

/** The counting lines of the stream, each with its crossings of today. */
export class LineLayer implements OverlayLayer {
  /** Of the newest result that had some: a total of the day stays true where a picture has no result. */
  private counts: ShownResult['lines'];

  push(result: ShownResult | null): void {
    this.counts = result?.lines ?? this.counts;
  }

  reset(): void {
    this.counts = undefined;
  }

  draw({ context, widths, picture, scene, style }: OverlayView): void {
    for (const line of scene.lines) {
      strokeWithHalo(context, linePath(line, picture), AREA_COLOR, style.lineWidth);
      const counts = this.counts?.[line.id];
      const text = counts ? `${line.id}: ${counts.in} in, ${counts.out} out` : line.id;
      const [x, y] = placeIn(picture, line.from);
      const chip = { fontFamily: style.fontFamily, background: AREA_CHIP, color: AREA_COLOR };
      drawChip(context, widths, text, [x, y - CHIP_HEIGHT_PX], picture, chip);
    }
  }
}
