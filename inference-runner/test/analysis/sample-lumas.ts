import { ensureSampleClip } from '@framewatch/models';
import { AV_PIX_FMT_GRAY8, AVCOL_RANGE_JPEG, AVCOL_SPC_BT709 } from 'node-av/constants';
import { pino } from 'pino';
import type { SharedFrame } from '../../src/frame/index.js';
import { PictureScaler } from '../../src/picture/index.js';
import { createSource } from '../../src/source/index.js';

const EVERY_PICTURE_S = 1 / 30;

export interface Lumas {
  width: number;
  height: number;
  pictures: Uint8Array[];
}

/** The sample clip's pictures, small and grey; `everySeconds`: of its time. */
export async function sampleLumas(width: number, height: number, everySeconds: number): Promise<Lumas> {
  const { path: url } = await ensureSampleClip();
  const scaler = new PictureScaler();
  const pictures: Uint8Array[] = [];
  const source = createSource(
    { url, pace: 'unpaced', loop: false, stallSeconds: 5 },
    { log: pino({ level: 'silent' }) }
  );
  const step = Math.round(everySeconds / EVERY_PICTURE_S);
  let [count, taking] = [0, Promise.resolve()];
  const take = async (retained: SharedFrame) => {
    using frame = retained;
    const format = { width, height, format: AV_PIX_FMT_GRAY8, range: AVCOL_RANGE_JPEG, space: AVCOL_SPC_BT709 };
    const grey = await scaler.convert(frame.picture, format);
    const [plane, stride] = [grey.data![0]!, grey.linesize[0]!];
    const pixels = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) pixels.set(plane.subarray(y * stride, y * stride + width), y * width);
    grey.free();
    pictures.push(pixels);
  };
  await new Promise<void>((resolve) =>
    source.start(
      {
        onState: (state) => state === 'ended' && resolve(),
        onReconnect: () => undefined,
        onFormat: () => undefined,
        onPacket: () => undefined,
        onFrame: (frame) => {
          if (count++ % step === 0) taking = take(frame.retain());
        },
      },
      { ready: () => taking }
    )
  );
  await taking;
  await source.stop();
  scaler.close();
  return { width, height, pictures };
}
