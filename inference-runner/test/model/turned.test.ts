import { ensureModel, ensureSampleClip } from '@framewatch/models';
import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { pino } from 'pino';
import { loadModel } from '../../src/model/index.js';
import { type Orientation, PictureScaler, colorRangeOf, colorSpaceOf } from '../../src/picture/index.js';
import { type SourceListener, createSource } from '../../src/source/index.js';
import { shared } from '../frame/frames.js';
import { SEEN, orient } from '../picture/patterns.js';
import { modelConfig } from './model-config.js';

const log = pino({ level: 'silent' });
jest.setTimeout(300_000);

/** A picture of the sample clip, seconds from its beginning. */
async function pictureAt(url: string, seconds: number): Promise<Frame> {
  const source = createSource({ url, pace: 'unpaced', loop: false, stallSeconds: 5 }, { log });
  const picture = await new Promise<Frame>((resolve) => {
    let found = false;
    const listener: SourceListener = {
      onState: () => undefined,
      onReconnect: () => undefined,
      onFormat: () => undefined,
      onPacket: () => undefined,
      onFrame: ({ picture, ptsUs }) => {
        if (found || ptsUs < seconds * 1e6) return;
        found = true;
        resolve(picture.clone()!);
      },
    };
    source.start(listener, { ready: () => Promise.resolve() });
  });
  await source.stop();
  return picture;
}

/** What undoes an orientation. */
function inverse({ rotation, flip }: Orientation): Orientation {
  return { rotation: flip ? rotation : (((360 - rotation) % 360) as Orientation['rotation']), flip };
}

/** The picture stored in another way, which says how it is to be turned. */
async function storedTurned(scaler: PictureScaler, picture: Frame, orientation: Orientation): Promise<Frame> {
  const { width, height } = picture;
  const upright = orientation.rotation % 180 === 0;
  const size = upright ? { width, height } : { width: height, height: width };
  const source = picture.clone()!;
  orient(source, inverse(orientation));
  const format = { format: AV_PIX_FMT_YUV420P, range: colorRangeOf(picture), space: colorSpaceOf(picture) };
  const stored = await scaler.convert(source, { ...size, ...format });
  source.free();
  orient(stored, orientation);
  return stored;
}

it('finds the same people whichever way the picture is stored', async () => {
  const path = (await ensureModel('movenet-multipose')).path;
  const model = await loadModel(modelConfig(path), { log });
  const picture = await pictureAt((await ensureSampleClip()).path, 1);
  const scaler = new PictureScaler();
  const infer = async (frame: Frame) => {
    using held = shared(frame.clone()!);
    return (await model.infer(held)).detections.map(({ box }) => box);
  };

  const people = await infer(picture);
  expect(people.length).toBeGreaterThanOrEqual(3);
  for (const [orientation] of SEEN) {
    const stored = await storedTurned(scaler, picture, orientation);
    const found = await infer(stored);
    expect(found).toHaveLength(people.length);
    for (const box of people) {
      const nearest = Math.min(
        ...found.map((other) => Math.max(...other.map((value, i) => Math.abs(value - box[i]!))))
      );
      expect(nearest).toBeLessThan(0.03);
    }
    stored.free();
  }
  picture.free();
  scaler.close();
  await model.close();
});
