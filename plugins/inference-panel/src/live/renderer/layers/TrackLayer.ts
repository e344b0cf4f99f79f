import type { Detection } from '@framewatch/protocol';
import type { ShownResult } from '../../sync';
import { passes } from '../types';
import { type Place, placeIn } from './place';
import type { OverlayLayer, OverlayView } from './types';

/** The longest trail that can be chosen; what is older is forgotten. */
export const MOST_TRAIL_SECONDS = 30;
/** A track that was not seen for longer has moved unseen: its trail has a gap there. */
const GAP_US = 1_000_000;
/** A trail fades in so many steps: a canvas draws each of them by itself. */
const STEPS = 6;

interface TrailPoint {
  timeUs: number;
  /** Fractions of the picture. */
  at: Place;
}

interface Trail {
  /** As it was seen last. */
  detection: Detection;
  points: TrailPoint[];
}

/** Where each track was during the last seconds: a line that fades towards its end. */
export class TrackLayer implements OverlayLayer {
  private readonly trails = new Map<number, Trail>();
  private epoch: number | null = null;
  private newestUs = -Infinity;
  private shown: ShownResult | null = null;

  push(result: ShownResult | null): void {
    this.shown = result;
    if (!result || (result.epoch === this.epoch && (result.interpolated || result.captureTimeUs <= this.newestUs))) {
      return;
    }
    if (result.epoch !== this.epoch) {
      this.reset();
      this.shown = result;
      this.epoch = result.epoch;
    }
    if (result.interpolated) {
      return;
    }
    const timeUs = result.captureTimeUs;
    this.newestUs = timeUs;
    for (const detection of result.detections) {
      if (detection.track === undefined) {
        continue;
      }
      const points = this.trails.get(detection.track)?.points ?? [];
      points.push({ timeUs, at: footOf(detection) });
      this.trails.set(detection.track, { detection, points });
    }
    this.forget(timeUs - MOST_TRAIL_SECONDS * 1e6);
  }

  reset(): void {
    this.trails.clear();
    this.epoch = null;
    this.newestUs = -Infinity;
    this.shown = null;
  }

  draw({ context, picture, timeUs, style }: OverlayView): void {
    const lastsUs = style.trailSeconds * 1e6;
    const between = this.shown?.interpolated ? this.shown.detections : [];
    const heads = new Map(between.map((one) => [one.track, footOf(one)]));
    context.lineWidth = style.lineWidth;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    for (const [track, { detection, points }] of this.trails) {
      if (!passes(detection, style)) {
        continue;
      }
      const head = heads.get(track);
      const all = head ? [...points, { timeUs, at: head }] : points;
      context.strokeStyle = style.trackColor(track);
      for (const [step, path] of fadingPaths(all, timeUs, lastsUs, (point) => placeIn(picture, point))) {
        context.globalAlpha = (step + 1) / STEPS;
        context.stroke(path);
      }
    }
    context.globalAlpha = 1;
  }

  private forget(beforeUs: number): void {
    for (const [track, trail] of this.trails) {
      trail.points = trail.points.filter(({ timeUs }) => timeUs >= beforeUs);
      if (trail.points.length === 0) {
        this.trails.delete(track);
      }
    }
  }
}

/** The parts of a trail by how much of it is left, from 0 (nearly faded) to `STEPS - 1`. */
function fadingPaths(
  points: readonly TrailPoint[],
  timeUs: number,
  lastsUs: number,
  place: (at: Place) => Place
): Map<number, Path2D> {
  const paths = new Map<number, Path2D>();
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1] as TrailPoint, points[i] as TrailPoint];
    const left = 1 - (timeUs - to.timeUs) / lastsUs;
    if (left <= 0 || to.timeUs - from.timeUs > GAP_US) {
      continue;
    }
    const step = Math.min(STEPS - 1, Math.floor(left * STEPS));
    const path = paths.get(step) ?? new Path2D();
    path.moveTo(...place(from.at));
    path.lineTo(...place(to.at));
    paths.set(step, path);
  }
  return paths;
}

/** The middle of the lower edge: where a person or a vehicle touches the ground. */
function footOf({ box: [left, top, width, height] }: Detection): Place {
  return [left + width / 2, top + height];
}
