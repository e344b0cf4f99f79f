import type { Detection, FrameResult } from '@framewatch/protocol';
import { anchorPoints } from '../counting/anchor.js';
import { type Point, Polygon } from '../counting/geometry.js';
import { type CountedLine, LineCrossings } from '../counting/line-crossings.js';
import type { CountedZone } from '../counting/zone-visits.js';

export interface Area {
  zones: readonly CountedZone[];
  lines: readonly CountedLine[];
  /** Frames on end after which an object counts as across a line. */
  frames: number;
}

/** The zones and lines of a stream, as they are counted. */
export class Areas {
  readonly #zones: ReadonlyMap<string, { zone: CountedZone; polygon: Polygon }>;
  readonly #area: Area;

  constructor(area: Area) {
    this.#area = area;
    this.#zones = new Map(area.zones.map((zone) => [zone.id, { zone, polygon: new Polygon(zone.points) }]));
  }

  /** Returns the objects in a zone. `classes`: those that matter, beside what the zone itself says; left out for all. */
  within(id: string, { detections }: FrameResult, classes?: readonly string[]): Detection[] {
    const { zone, polygon } = this.#zone(id);
    const matters = (name: string) => (zone.classes?.includes(name) ?? true) && (classes?.includes(name) ?? true);
    return detections.filter(
      ({ class: name, box }) =>
        matters(name) && anchorPoints(box, zone.anchor).every((point) => polygon.contains(point))
    );
  }

  /** Whether a point of the picture is in a zone. */
  holds(id: string, point: Point): boolean {
    return this.#zone(id).polygon.contains(point);
  }

  /** Returns what tells who crosses a line. */
  crossings(id: string): LineCrossings {
    const line = this.#area.lines.find((each) => each.id === id);
    if (!line) throw new Error(`there is no line ${id}`);
    return new LineCrossings(line, this.#area.frames);
  }

  #zone(id: string) {
    const zone = this.#zones.get(id);
    if (!zone) throw new Error(`there is no zone ${id}`);
    return zone;
  }
}
