import type { Detection, FrameResult, VideoMessage } from '../src/index.js';

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export function below(random: () => number, bound: number): number {
  return Math.floor(random() * bound);
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

export function randomVideo(random: () => number): VideoMessage {
  return {
    kind: 'video',
    key: random() < 0.5,
    discontinuity: random() < 0.5,
    epoch: below(random, 2 ** 50),
    seq: below(random, 2 ** 32),
    ptsUs: below(random, 2 ** 53) * (random() < 0.5 ? 1 : -1) + 0,
    captureTimeUs: below(random, 2 ** 53),
    payload: Uint8Array.from(times(below(random, 300), () => below(random, 256))),
  };
}

function randomDetection(random: () => number): Detection {
  const detection: Detection = {
    class: times(1 + below(random, 10), () => String.fromCodePoint(32 + below(random, 0xd000))).join(''),
    confidence: random(),
    box: [random(), random(), random(), random()],
  };
  if (random() < 0.5) detection.keypoints = times(below(random, 17), () => [random(), random(), random()]);
  if (random() < 0.5) detection.track = below(random, 1e9);
  return detection;
}

export function randomResult(random: () => number): FrameResult {
  const ms = () => random() * 100;
  return {
    stream: 'lobby',
    model: 'movenet',
    epoch: below(random, 2 ** 50),
    seq: below(random, 2 ** 32),
    ptsUs: below(random, 2 ** 53),
    captureTimeUs: below(random, 2 ** 53),
    width: 1 + below(random, 8000),
    height: 1 + below(random, 8000),
    detections: times(below(random, 8), () => randomDetection(random)),
    ...(random() < 0.5 && {
      zones: { entrance: { person: below(random, 50) }, yard: {} },
      lines: { door: { in: below(random, 1e6), out: below(random, 1e6) } },
    }),
    timings: { decode: ms(), queue: ms(), preprocess: ms(), inference: ms(), postprocess: ms(), latency: ms() },
    dropped: below(random, 1000),
  };
}
