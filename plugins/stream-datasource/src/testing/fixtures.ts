import { Detection, FrameResult, StreamDescriptor } from '@framewatch/protocol';

export const T0 = 1_700_000_000_000;

export function person(confidence = 0.5): Detection {
  return { class: 'person', confidence, box: [0.1, 0.1, 0.2, 0.4] };
}

/** A result of a frame that was captured `ms` after T0. */
export function frameResult(ms: number, change: Partial<FrameResult> = {}): FrameResult {
  return {
    stream: 'lobby',
    model: 'movenet',
    epoch: 0,
    seq: ms,
    ptsUs: ms * 1000,
    captureTimeUs: (T0 + ms) * 1000,
    width: 960,
    height: 540,
    detections: [],
    timings: { decode: 1, queue: 0, preprocess: 1, inference: 20, postprocess: 1, latency: 30 },
    dropped: 0,
    ...change,
  };
}

export function descriptor(id: string, change: Partial<StreamDescriptor> = {}): StreamDescriptor {
  return {
    id,
    name: id,
    state: 'streaming',
    width: 960,
    height: 540,
    fps: 30,
    codec: 'h264',
    model: 'movenet',
    labels: { classes: ['person'], keypoints: [], skeleton: [] },
    zones: [],
    lines: [],
    capabilities: { video: ['h264', 'jpeg', 'none'], passthrough: true, snapshot: true },
    ...change,
  };
}
