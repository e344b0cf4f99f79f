import { AV_PIX_FMT_YUV420P, AVCOL_RANGE_MPEG, AVCOL_SPC_BT709 } from 'node-av/constants';
import type { LumaImage } from '../../src/analysis/index.js';
import { type FrameTimes, SharedFrame } from '../../src/frame/index.js';
import { allocated } from '../../src/picture/index.js';
import { LumaFeed } from '../../src/pipeline/luma/index.js';
import { shared } from '../frame/frames.js';

/** Left half black, right half white, limited range. */
function picture(width: number, height: number, times: Partial<FrameTimes>): SharedFrame {
  const frame = allocated({
    width,
    height,
    format: AV_PIX_FMT_YUV420P,
    range: AVCOL_RANGE_MPEG,
    space: AVCOL_SPC_BT709,
  });
  const [y, u, v] = frame.data ?? [];
  const [stride = 0] = frame.linesize;
  for (let row = 0; row < height; row++) {
    y!.fill(16, row * stride, row * stride + width / 2);
    y!.fill(235, row * stride + width / 2, row * stride + width);
  }
  for (const chroma of [u!, v!]) chroma.fill(128);
  return shared(frame, times);
}

let images: LumaImage[];
let errors: unknown[];
let feed: LumaFeed;
beforeEach(() => {
  images = [];
  errors = [];
  feed = new LumaFeed({ onLuma: (luma) => images.push(luma), onFailure: (error) => errors.push(error) });
});
afterEach(async () => {
  await feed.close();
  expect(SharedFrame.live).toBe(0);
});

/** Offers a picture and waits until nothing is made of it any more. */
async function offer(ms: number, change: Partial<FrameTimes> = {}, size: [number, number] = [640, 360]): Promise<void> {
  {
    using frame = picture(...size, { captureTimeUs: ms * 1000, ...change });
    feed.offer(frame);
  }
  while (SharedFrame.live > 0) await new Promise(setImmediate);
}

it('an image is small and grey, from black 0 to white 255', async () => {
  await offer(5000, { epoch: 7 });
  expect(images).toMatchObject([{ width: 160, height: 90, epoch: 7, captureTimeUs: 5_000_000 }]);
  const { data } = images[0]!;
  expect(data).toHaveLength(160 * 90);
  const seen = [data[0], data[60], data[100], data[159], data[160 * 89], data[160 * 90 - 1]];
  expect(seen.map((value) => (value! > 250 ? 'white' : value))).toEqual([0, 0, 'white', 'white', 0, 'white']);
});

it('keeps the shape of the picture, and is not larger than it', async () => {
  await offer(0, {}, [360, 640]);
  await offer(1000, {}, [64, 48]);
  expect(images.map(({ width, height }) => [width, height])).toEqual([
    [90, 160],
    [64, 48],
  ]);
});

it('there is at most one a second, also where the clock is set back, and one at the begin of an epoch', async () => {
  for (const ms of [0, 40, 999, 1000, 1999, 2001, -8000]) await offer(ms);
  await offer(-7990, { epoch: 2 });
  expect(images.map(({ captureTimeUs }) => captureTimeUs / 1000)).toEqual([0, 1000, 2001, -8000, -7990]);
});

it('there is none of a damaged frame', async () => {
  await offer(0, { damaged: true });
  await offer(40);
  expect(images.map(({ captureTimeUs }) => captureTimeUs)).toEqual([40_000]);
});

it('a failure is told, and the next image is made', async () => {
  feed = new LumaFeed({
    onLuma: (luma) => {
      images.push(luma);
      if (images.length === 1) throw new Error('broken');
    },
    onFailure: (error) => errors.push(error),
  });
  await offer(0);
  await offer(1000);
  expect(images).toHaveLength(2);
  expect(errors).toEqual([new Error('broken')]);
});

it('there is none after the end', async () => {
  await feed.close();
  await offer(0);
  expect(images).toEqual([]);
});
