/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Left and right edge of what is on a canvas, in pixels of a picture 640 wide. */
export type Edges = [left: number, right: number];

/** What was on the two canvases when the panel said that it had painted. */
export interface EdgeReading {
  verdict: string;
  ptsUs: number;
  /** Of the bright rectangle in the picture. */
  picture: Edges | null;
  /** Of the box on the overlay, in the middle of its lines; null where there is no box. */
  box: Edges | null;
}

const PICTURE_WIDTH = 640;
const DARK = 40;
const BRIGHT = 200;

const readings: EdgeReading[] = [];
Object.assign(window, { framewatchEdges: readings });

document.addEventListener(
  'framewatch:painted',
  (event) => {
    const { verdict, ptsUs } = (event as CustomEvent<{ verdict: string; ptsUs: number }>).detail;
    const [video, overlay] = (event.target as Element).querySelectorAll('canvas');
    if (!video || !overlay) throw new Error('the panel has no two canvases');
    readings.push({ verdict, ptsUs, picture: rectangleEdges(video), box: boxEdges(video, overlay) });
  },
  // The event does not bubble; on its way down it passes here.
  { capture: true }
);

function middleRow(canvas: HTMLCanvasElement, y: number): Uint8ClampedArray {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the canvas has no context');
  return context.getImageData(0, Math.round(y), canvas.width, 1).data;
}

/** The sum of a smoothed edge's brightness says where between two pixels it lies. */
function rectangleEdges(video: HTMLCanvasElement): Edges | null {
  const row = middleRow(video, video.height / 2);
  const level = Array.from({ length: video.width }, (_, x) => ((row[4 * x + 1] ?? 0) - DARK) / (BRIGHT - DARK));
  const first = level.findIndex((value) => value >= 0.5);
  const last = level.findLastIndex((value) => value >= 0.5);
  if (first < 0) return null;
  const inPicture = PICTURE_WIDTH / video.width;
  const beside = (x: number, inner: number) => Math.max(0, level[x] ?? 0) - Math.max(0, 1 - (level[inner] ?? 0));
  return [(first - beside(first - 1, first)) * inPicture, (last + 1 + beside(last + 1, last)) * inPicture];
}

function boxEdges(video: HTMLCanvasElement, overlay: HTMLCanvasElement): Edges | null {
  const scale = overlay.width / overlay.clientWidth;
  const row = middleRow(overlay, (video.offsetTop + video.clientHeight / 2) * scale);
  const alpha = Array.from({ length: overlay.width }, (_, x) => row[4 * x + 3] ?? 0);
  const [first, last] = [alpha.findIndex((value) => value > 0), alpha.findLastIndex((value) => value > 0)];
  if (first < 0) return null;
  const gap = alpha.indexOf(0, first);
  const inPicture = (x: number) => ((x / scale - video.offsetLeft) / video.clientWidth) * PICTURE_WIDTH;
  return [inPicture(centre(alpha, first, gap)), inPicture(centre(alpha, gap, last + 1))];
}

/** The middle of the drawn pixels from `from` up to `to`, by their opacity. */
function centre(alpha: readonly number[], from: number, to: number): number {
  let [sum, weighted] = [0, 0];
  for (let x = from; x < to; x++) {
    sum += alpha[x] ?? 0;
    weighted += (alpha[x] ?? 0) * (x + 0.5);
  }
  return weighted / sum;
}
