/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { readFrameNumber } from '@framewatch/models/frame-number';

/** What was on the two canvases when the panel said that it had painted. */
export interface Reading {
  epoch: number;
  /** Number that the picture's pixels show; null where they show none. */
  picture: number | null;
  /** Number that the result which the panel painted names; null where it painted none. */
  result: number | null;
  /** Where the overlay's pixels show the box: the number modulo `PLACES`; null where there is no box. */
  overlay: number | null;
}

const PLACES = 32;
/** Row through the middle of the box, as a part of the picture's height. */
const BOX_ROW = 0.625;

const readings: Reading[] = [];
Object.assign(window, { framewatchReadings: readings });

document.addEventListener(
  'framewatch:painted',
  (event) => {
    const { epoch, detections } = (event as CustomEvent<{ epoch: number; detections: { class: string }[] }>).detail;
    const [video, overlay] = (event.target as Element).querySelectorAll('canvas');
    if (!video || !overlay) throw new Error('the panel has no two canvases');
    const name = detections[0]?.class;
    readings.push({
      epoch,
      picture: pictureNumber(video),
      result: name === undefined ? null : Number(name.replace('frame-', '')),
      overlay: boxPlace(video, overlay),
    });
  },
  // The event does not bubble; on its way down it passes here.
  { capture: true }
);

function pictureNumber(video: HTMLCanvasElement): number | null {
  const { width, height } = video;
  const pixels = video.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
  return readFrameNumber(pixels, width, height, 4 * width, 4);
}

function boxPlace(video: HTMLCanvasElement, overlay: HTMLCanvasElement): number | null {
  const scale = overlay.width / overlay.clientWidth;
  const left = video.offsetLeft * scale;
  const width = video.clientWidth * scale;
  const row = Math.round((video.offsetTop + video.clientHeight * BOX_ROW) * scale);
  const pixels = overlay.getContext('2d')?.getImageData(0, row, overlay.width, 1).data ?? [];
  const drawn: number[] = [];
  for (let x = 0; x < overlay.width; x++) if ((pixels[4 * x + 3] ?? 0) > 127) drawn.push(x);
  if (drawn.length === 0) return null;
  const middle = ((drawn[0] ?? 0) + (drawn.at(-1) ?? 0)) / 2;
  return Math.round(((middle - left) / width) * PLACES - 0.5);
}
