import type { FrameResult, VideoConfig, VideoMessage } from '@framewatch/protocol';
import type { ConfigMessage } from '../types.js';

export function someResult(fields: Partial<FrameResult> = {}): FrameResult {
  return {
    stream: 'lobby',
    model: 'movenet',
    epoch: 1,
    seq: 0,
    ptsUs: 0,
    captureTimeUs: 0,
    width: 1280,
    height: 720,
    detections: [],
    timings: { decode: 1, queue: 0, preprocess: 1, inference: 20, postprocess: 1, latency: 23 },
    dropped: 0,
    ...fields,
  };
}

export function someVideo(fields: Partial<VideoMessage> = {}): VideoMessage {
  return {
    kind: 'video',
    key: true,
    discontinuity: false,
    epoch: 1,
    seq: 0,
    ptsUs: 0,
    captureTimeUs: 0,
    payload: Uint8Array.of(0, 0, 0, 1, 9),
    ...fields,
  };
}

export function someVideoConfig(fields: Partial<VideoConfig> = {}): VideoConfig {
  return {
    format: 'h264',
    codec: 'avc1.64001f',
    width: 1280,
    height: 720,
    fps: 30,
    rotation: 0,
    flip: false,
    timeBase: [1, 1_000_000],
    ...fields,
  };
}

export function someConfig(fields: Partial<ConfigMessage> = {}): ConfigMessage {
  return {
    type: 'config',
    epoch: 1,
    model: 'movenet',
    video: someVideoConfig(),
    labels: { classes: ['person'], keypoints: ['nose', 'left_eye'], skeleton: [[0, 1]] },
    zones: [],
    lines: [],
    ...fields,
  };
}
