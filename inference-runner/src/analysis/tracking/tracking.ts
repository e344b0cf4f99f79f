import type { Box, Detection, FrameResult } from '@framewatch/protocol';
import type { Family } from '../../telemetry/index.js';
import type { Analysed, Analyser, AnalyserDeps } from '../types.js';
import { ConfidenceScale } from './confidence-scale.js';
import { TRACKS } from './metrics.js';
import type { Rect } from './rect.js';
import type { TrackingConfig } from './schema.js';
import { Tracker } from './tracker.js';

const US_PER_SECOND = 1e6;
/** At few frames per second an object may be missed in one frame and part of the next, however short `lostSeconds` is. */
const LEAST_INTERVALS = 2.5;
/** How much of the newest interval counts for the usual one. */
const INTERVAL_SHARE = 0.1;

/** What is known of the run of the source that is under way: nothing of it outlasts the epoch. */
class Epoch {
  readonly trackers = new Map<string, Tracker>();
  readonly scales = new Map<string | undefined, ConfidenceScale>();
  /** Time of the newest frame, and how much time usually passes between two. */
  timeS: number;
  intervalS = 0;
  frames = 0;

  constructor(
    readonly number: number,
    ptsUs: number
  ) {
    this.timeS = ptsUs / US_PER_SECOND;
  }

  /** Goes on to the next frame. Time never goes back: a frame with an older pts counts as taken at once. */
  advance(ptsUs: number): void {
    const passedS = Math.max(0, ptsUs / US_PER_SECOND - this.timeS);
    this.timeS += passedS;
    this.intervalS += (this.intervalS === 0 ? 1 : INTERVAL_SHARE) * (passedS - this.intervalS);
    this.frames += 1;
  }

  /** What the model's confidences mean, after those of this frame. */
  scaleOf(model: string | undefined, detections: readonly Detection[]): ConfidenceScale {
    const scale = this.scales.get(model) ?? new ConfidenceScale();
    this.scales.set(model, scale);
    scale.learn(detections.map(({ confidence }) => confidence));
    return scale;
  }
}

/** Gives each detection the id of the object that it shows, the same in every frame. */
export class Tracking implements Analyser {
  readonly #config: TrackingConfig;
  readonly #nextTrackId: () => number;
  readonly #begun: Family<'counter'>;
  #epoch: Epoch | null = null;

  constructor(config: TrackingConfig, { scope, nextTrackId }: Pick<AnalyserDeps, 'scope' | 'nextTrackId'>) {
    this.#config = config;
    this.#nextTrackId = nextTrackId;
    this.#begun = scope.counters(TRACKS);
  }

  onResult(result: FrameResult): Analysed {
    const { ptsUs, damaged = false } = result;
    const detections = result.detections.filter(isFinite);
    if (this.#epoch?.number !== result.epoch) this.#epoch = new Epoch(result.epoch, ptsUs);
    const epoch = this.#epoch;
    const lostS = Math.max(this.#config.lostSeconds, LEAST_INTERVALS * epoch.intervalS);
    epoch.advance(ptsUs);
    const moment = {
      timeS: epoch.timeS,
      first: epoch.frames === 1,
      damaged,
      lostS,
      width: result.width / result.height,
    };

    const sure = this.#sureOf(epoch, detections);
    const tracks = new Map<Detection, number>();
    for (const [key, own] of this.#byTracker(epoch, detections)) {
      const sightings = own.map((detection) => ({ rect: rectOf(detection.box, result), sure: sure.has(detection) }));
      const ids = epoch.trackers.get(key)?.update(sightings, moment) ?? [];
      for (const [index, detection] of own.entries()) {
        const track = ids[index] ?? null;
        if (track !== null) tracks.set(detection, track);
      }
    }
    const tracked = result.detections.map((detection) => {
      const track = tracks.get(detection);
      return track === undefined ? detection : { ...detection, track };
    });
    return { result: { ...result, detections: tracked }, events: [] };
  }

  /** Returns the detections that are as confident as the model is where it is sure. */
  #sureOf(epoch: Epoch, detections: readonly Detection[]): Set<Detection> {
    const sure = new Set<Detection>();
    for (const [model, own] of groupBy(detections, (detection) => detection.model)) {
      const scale = epoch.scaleOf(model, own);
      for (const detection of own) {
        if (scale.share(detection.confidence) >= this.#config.confidence) sure.add(detection);
      }
    }
    return sure;
  }

  /** Returns the detections for each tracker, none for one whose class is not seen: each model has its own of a class. */
  #byTracker(epoch: Epoch, detections: readonly Detection[]): Map<string, Detection[]> {
    const groups = groupBy(detections, (detection) => JSON.stringify([detection.model, detection.class]));
    for (const [key, [some]] of groups) {
      if (!epoch.trackers.has(key) && some) epoch.trackers.set(key, new Tracker(() => this.#begin(some.class)));
    }
    for (const key of epoch.trackers.keys()) if (!groups.has(key)) groups.set(key, []);
    return groups;
  }

  #begin(name: string): number {
    this.#begun.with(name).add();
    return this.#nextTrackId();
  }
}

function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** What is no number would make a track, and the range of the model's confidence, no numbers either. */
function isFinite({ confidence, box }: Detection): boolean {
  return Number.isFinite(confidence) && box.every(Number.isFinite);
}

/** In heights of the picture on both axes. */
function rectOf([x, y, width, height]: Box, picture: { width: number; height: number }): Rect {
  const aspect = picture.width / picture.height;
  return { left: x * aspect, top: y, right: (x + width) * aspect, bottom: y + height };
}
