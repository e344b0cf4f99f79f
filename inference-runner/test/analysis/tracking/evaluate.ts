import type { FrameResult } from '@framewatch/protocol';
import { TRACKING_DEFAULTS, type TrackingConfig } from '../../../src/analysis/tracking/schema.js';
import { Tracking } from '../../../src/analysis/tracking/tracking.js';
import { Registry } from '../../../src/telemetry/index.js';
import { frameResult } from '../../viewer/fakes.js';
import { IouTracker } from './iou-tracker.js';
import { type SceneFrame, WIDTH } from './scene.js';
import { hota } from './scores/hota.js';
import { idf1 } from './scores/idf1.js';
import { mota } from './scores/mota.js';
import type { ScoredFrame } from './scores/types.js';

export interface Scores {
  hota: number;
  idf1: number;
  mota: number;
}

/** What analysis makes of a scene: the detections that have a track. */
export function trackedByFramewatch(
  frames: readonly SceneFrame[],
  config: TrackingConfig = TRACKING_DEFAULTS
): ScoredFrame[] {
  let ids = 0;
  const tracking = new Tracking(config, { scope: new Registry().scope(), nextTrackId: () => (ids += 1) });
  return frames.map(({ timeS, truth, detections }) => {
    const { result } = tracking.onResult(resultOf(timeS, detections));
    const tracked = result.detections.flatMap(({ track }, index) =>
      track === undefined ? [] : [{ id: track, rect: detections[index]!.rect }]
    );
    return { truth, tracked };
  });
}

export function trackedByIou(frames: readonly SceneFrame[], lostS = TRACKING_DEFAULTS.lostSeconds): ScoredFrame[] {
  const tracker = new IouTracker(lostS);
  return frames.map(({ timeS, truth, detections }) => {
    const rects = detections.map(({ rect }) => rect);
    const ids = tracker.update(rects, timeS);
    return { truth, tracked: rects.map((rect, index) => ({ id: ids[index]!, rect })) };
  });
}

export function scoresOf(frames: readonly ScoredFrame[]): Scores {
  return { hota: hota(frames).hota, idf1: idf1(frames), mota: mota(frames).mota };
}

function resultOf(timeS: number, detections: SceneFrame['detections']): FrameResult {
  return frameResult({
    epoch: 1,
    ptsUs: Math.round(timeS * 1e6),
    width: 1600,
    height: 900,
    detections: detections.map(({ rect: { left, top, right, bottom }, confidence }) => ({
      class: 'person',
      confidence,
      box: [left / WIDTH, top, (right - left) / WIDTH, bottom - top],
    })),
  });
}
