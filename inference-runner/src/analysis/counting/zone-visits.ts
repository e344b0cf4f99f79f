import type { Anchor, Box, Detection } from '@framewatch/protocol';
import { anchorPoints, certainPoints } from './anchor.js';
import { Confirmed } from './confirmed.js';
import { type Point, Polygon } from './geometry.js';

/** A zone as it is configured. */
export interface CountedZone {
  id: string;
  points: readonly Point[];
  /** Classes that are counted in it; left out for all. */
  classes?: readonly string[] | undefined;
  anchor: Anchor;
}

/** Whether one object is in one zone. */
export interface Presence {
  readonly inside: Confirmed<boolean>;
  /** When it came in (pts, microseconds) and as what; null while it is not in the zone. */
  visit: { sinceUs: number; class: string } | null;
  /** The day on which it was counted last among those that were in the zone. */
  uniqueOn: string | null;
}

/** What a zone tells of an object. `zone` and `name`: its id and the object's class. */
export interface ZoneListener {
  entered(zone: string, name: string): void;
  /** `dwellSeconds`: from the confirmed entry to the confirmed exit, or to the last sight of what was lost. */
  left(zone: string, name: string, dwellSeconds: number): void;
  /** It was not in the zone before, today. */
  unique(zone: string, name: string): void;
}

/** Tells who comes into a zone and who leaves it. */
export class ZoneVisits {
  readonly #polygon: Polygon;

  constructor(
    readonly zone: CountedZone,
    private readonly frames: number,
    private readonly listener: ZoneListener
  ) {
    this.#polygon = new Polygon(zone.points);
  }

  counts(name: string): boolean {
    return this.zone.classes?.includes(name) ?? true;
  }

  create(): Presence {
    return { inside: new Confirmed(this.frames, false), visit: null, uniqueOn: null };
  }

  /** Whether the anchor of a box is in the zone. */
  holds(box: Box): boolean {
    return anchorPoints(box, this.zone.anchor).every((point) => this.#polygon.contains(point));
  }

  /** True in the zone, false outside of it, null when neither is certain. */
  #where(box: Box): boolean | null {
    const points = certainPoints(box, this.zone.anchor);
    const inside = points.filter((point) => this.#polygon.contains(point)).length;
    return inside === points.length ? true : inside === 0 ? false : null;
  }

  /** Takes one sight of an object. `day`: the name of today. Returns true when it has come in by it. */
  see(presence: Presence, { class: name, box }: Detection, ptsUs: number, day: string): boolean {
    const { id } = this.zone;
    const changed = presence.inside.take(this.#where(box));
    const entered = changed && presence.inside.state;
    if (entered) {
      presence.visit = { sinceUs: ptsUs, class: name };
      this.listener.entered(id, name);
    } else if (changed) this.end(presence, ptsUs);
    if (presence.visit && presence.uniqueOn !== day) {
      presence.uniqueOn = day;
      this.listener.unique(id, presence.visit.class);
    }
    return entered;
  }

  /** The object left, or was seen for the last time at `ptsUs`. */
  end(presence: Presence, ptsUs: number): void {
    const { visit } = presence;
    if (!visit) return;
    presence.visit = null;
    this.listener.left(this.zone.id, visit.class, (ptsUs - visit.sinceUs) / 1e6);
  }
}
