import { iou, type Rect } from '../../../src/analysis/tracking/rect.js';
import { mostValuable } from './scores/hungarian.js';

const LEAST_OVERLAP = 0.3;

/**
 * What Framewatch's tracker is compared with: a detection belongs to the track whose last box it overlaps (IoU of 0.3, the best
 * pairs in all); what is left begins a track. It keeps a track that it lost as long as Framewatch's does.
 */
export class IouTracker {
  #tracks: { id: number; rect: Rect; timeS: number }[] = [];
  #ids = 0;

  constructor(private readonly lostS: number) {}

  update(rects: readonly Rect[], timeS: number): number[] {
    this.#tracks = this.#tracks.filter((track) => timeS - track.timeS <= this.lostS);
    const values = this.#tracks.map((track) =>
      rects.map((rect) => {
        const overlap = iou(track.rect, rect);
        return overlap >= LEAST_OVERLAP ? overlap : 0;
      })
    );
    const trackOf = new Map<number, number>();
    mostValuable(values).forEach((column, row) => {
      if (column !== -1 && values[row]![column]! > 0) trackOf.set(column, row);
    });
    return rects.map((rect, index) => {
      const known = this.#tracks[trackOf.get(index) ?? -1];
      if (known) Object.assign(known, { rect, timeS });
      else this.#tracks.push({ id: (this.#ids += 1), rect, timeS });
      return known?.id ?? this.#ids;
    });
  }
}
