import type { Frame } from 'node-av/lib';
import { type FrameTimes, SharedFrame } from '../../src/frame/index.js';

/** Times of a frame in a test that is not about them. */
export const TIMES: FrameTimes = {
  epoch: 1,
  ptsUs: 0,
  captureTimeUs: 0,
  arrivalMs: 0,
  decodeMs: 0,
  damaged: false,
};

/** A frame without FFmpeg, and how often its picture was freed. */
export function fakeFrame(times: Partial<FrameTimes> = {}) {
  const counted = { freed: 0 };
  const picture = {
    width: 640,
    height: 360,
    sampleAspectRatio: { num: 0, den: 1 },
    getSideData: () => null,
    free: () => {
      counted.freed += 1;
    },
  };
  return { frame: SharedFrame.of(picture as unknown as Frame, { ...TIMES, ...times }), counted };
}

/** A picture as a frame; takes ownership. */
export const shared = (picture: Frame, times: Partial<FrameTimes> = {}): SharedFrame =>
  SharedFrame.of(picture, { ...TIMES, ...times });
