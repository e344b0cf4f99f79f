import type { AVPixelFormat } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { check } from './ffmpeg.js';
import type { Picture } from './picture.js';

/**
 * A frame with a copy of the picture: planar, 4:2:0. The caller frees it. `Frame.fromVideoBuffer` would point to the
 * picture's own memory, which an encoder may read after the picture was collected.
 */
export function frameOf({ data, width, height }: Picture, format: AVPixelFormat, pts: bigint): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = format;
  frame.pts = pts;
  check(frame.getBuffer(0), 'allocate a frame');
  let from = 0;
  frame.data?.forEach((plane, index) => {
    const [columns, rows] = index === 0 ? [width, height] : [width / 2, height / 2];
    const rowBytes = frame.linesize[index] ?? columns;
    for (let row = 0; row < rows; row += 1) {
      plane.set(data.subarray(from, from + columns), row * rowBytes);
      from += columns;
    }
  });
  return frame;
}
