import type { Detection, FrameResult, Keypoint, Labels } from '@framewatch/protocol';

export const FPS = 30;
/** After so many frames everybody is again where they were, so that the frames can be shown again and again. */
const PERIOD = 20 * FPS;

const SIDES = ['left', 'right'];
const PAIRS = ['eye', 'ear', 'shoulder', 'elbow', 'wrist', 'hip', 'knee', 'ankle'];
/** How far down a person's box each keypoint is, as a share of its height. */
const HEIGHTS = [0.08, 0.06, 0.08, 0.2, 0.35, 0.5, 0.52, 0.75, 0.95];

export const CROWD_LABELS: Labels = {
  classes: ['person'],
  keypoints: ['nose', ...PAIRS.flatMap((part) => SIDES.map((side) => `${side}_${part}`))],
  skeleton: [],
};

/** From 0 up to 1, the same for the same numbers, and without order. */
function scattered(a: number, b: number): number {
  const value = Math.sin(a * 12.9898 + b * 78.233) * 43_758.5453;
  return value - Math.floor(value);
}

/**
 * The detections of a crowd, for each frame of a period: people walk to and fro at different depths, cross each other, are
 * missed in one frame of ten, and are gone for some seconds in each period.
 */
export function crowd(people: number): Detection[][] {
  return Array.from({ length: PERIOD }, (_, frame) =>
    Array.from({ length: people }, (__, index) => index)
      .filter((index) => !isAway(index, frame) && scattered(index, frame) > 0.1)
      .map((index) => person(index, frame, people))
  );
}

function isAway(index: number, frame: number): boolean {
  const since = (frame + Math.floor(PERIOD * scattered(index, 0.5))) % PERIOD;
  return since < 4 * FPS;
}

function person(index: number, frame: number, people: number): Detection {
  const turn = 2 * Math.PI * (frame / PERIOD + scattered(index, 1));
  const depth = (index + 0.5) / people;
  const height = 0.08 + 0.12 * depth;
  const jitter = (kind: number) => 0.002 * (scattered(index + kind, frame) - 0.5);
  const x = 0.47 + 0.45 * Math.sin(turn * (1 + (index % 3))) + jitter(7);
  const y = 0.1 + 0.65 * depth + 0.03 * Math.sin(2 * turn) + jitter(11);
  const width = height * 0.25;
  const keypoints = CROWD_LABELS.keypoints.map((_, i): Keypoint => {
    const across = i === 0 ? 0.5 : i % 2 === 1 ? 0.3 : 0.7;
    return [x + across * width, y + (HEIGHTS[Math.ceil(i / 2)] ?? 0.5) * height, 0.8];
  });
  return {
    class: 'person',
    confidence: 0.4 + 0.5 * scattered(index, frame + 0.3),
    box: [x, y, width, height],
    keypoints,
  };
}

/** The result of the frame with this number, counted from 0 without an end. */
export function resultOf(frames: readonly (readonly Detection[])[], seq: number): FrameResult {
  const ptsUs = Math.round((seq * 1e6) / FPS);
  return {
    stream: 'crowd',
    model: 'pose',
    epoch: 1,
    seq,
    ptsUs,
    captureTimeUs: Date.UTC(2026, 0, 1) * 1000 + ptsUs,
    width: 1920,
    height: 1080,
    detections: [...(frames[seq % frames.length] ?? [])],
    timings: { decode: 2, queue: 0, preprocess: 1, inference: 20, postprocess: 1, latency: 25 },
    dropped: 0,
  };
}
