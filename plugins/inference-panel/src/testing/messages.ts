import type { FrameResult, VideoConfig, VideoMessage } from '@framewatch/protocol';
import type { ConfigMessage } from '../live/transport';

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
  const payload = Uint8Array.of(0, 0, 0, 1, 9);
  return {
    kind: 'video',
    key: true,
    discontinuity: false,
    epoch: 1,
    seq: 0,
    ptsUs: 0,
    captureTimeUs: 0,
    payload,
    ...fields,
  };
}

export const H264_CONFIG: VideoConfig = {
  format: 'h264',
  codec: 'avc1.64001f',
  width: 1280,
  height: 720,
  fps: 30,
  rotation: 0,
  flip: false,
  timeBase: [1, 1_000_000],
};

export const CONFIG: ConfigMessage = {
  type: 'config',
  epoch: 1,
  model: 'movenet',
  video: H264_CONFIG,
  labels: { classes: ['person'], keypoints: ['nose', 'left_eye'], skeleton: [[0, 1]] },
};
