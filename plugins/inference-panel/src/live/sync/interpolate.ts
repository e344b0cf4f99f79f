import type { Box, Detection, FrameResult, Keypoint } from '@framewatch/protocol';
import type { ShownResult } from './types';

/**
 * Returns what lies between two results at `ptsUs`: objects that both of them have, by their tracks. What appears or
 * disappears between them, and what has no track, is left out: nobody saw where it was. An object counts as sure as it
 * is in the less sure of the two.
 */
export function interpolate(before: FrameResult, after: FrameResult, ptsUs: number): ShownResult {
  const part = (ptsUs - before.ptsUs) / (after.ptsUs - before.ptsUs);
  const between = (a: number, b: number) => a + (b - a) * part;
  const later = new Map(after.detections.filter(isTracked).map((detection) => [keyOf(detection), detection]));
  const detections: Detection[] = [];
  for (const earlier of before.detections.filter(isTracked)) {
    const same = later.get(keyOf(earlier));
    if (same) {
      detections.push(detectionBetween(earlier, same, between));
    }
  }
  return {
    ...before,
    ptsUs,
    captureTimeUs: Math.round(between(before.captureTimeUs, after.captureTimeUs)),
    detections,
    interpolated: true,
  };
}

function detectionBetween(a: Detection, b: Detection, between: (a: number, b: number) => number): Detection {
  const keypoints = a.keypoints?.length === b.keypoints?.length ? a.keypoints : undefined;
  return {
    ...a,
    confidence: Math.min(a.confidence, b.confidence),
    box: a.box.map((value, i) => between(value, b.box[i] ?? value)) as Box,
    keypoints: keypoints?.map((one, i) => keypointBetween(one, b.keypoints?.[i] ?? one, between)),
  };
}

function keypointBetween(a: Keypoint, b: Keypoint, between: (a: number, b: number) => number): Keypoint {
  return [between(a[0], b[0]), between(a[1], b[1]), Math.min(a[2], b[2])];
}

const isTracked = ({ track }: Detection) => track !== undefined;

/** Tracks are counted within a runner; a class that changed is another object. */
const keyOf = ({ track, class: name, model }: Detection) => `${track} ${model ?? ''} ${name}`;
