import { AVCOL_RANGE_JPEG, AVCOL_RANGE_MPEG, AV_PIX_FMT_YUV422P } from 'node-av/constants';
import { H264Encoder, JpegEncoder, encodeJpeg } from '../../src/encode/index.js';
import { countLiveObjects } from '../source/live-objects.js';
import { type PictureOptions, greyPicture, view } from './pictures.js';

const FRAME_US = 40_000;

/** Encodes one picture after the other, and frees them. */
async function encodeAll(encoder: H264Encoder, pictures: PictureOptions[], forceKeyAt = -1) {
  const units = [];
  for (const [index, options] of pictures.entries()) {
    const frame = greyPicture(options);
    units.push(await encoder.encode(frame, index * FRAME_US, index === forceKeyAt));
    frame.free();
  }
  encoder.close();
  return units;
}

const LIMITED = { range: AVCOL_RANGE_MPEG };

describe('H.264 for browsers', () => {
  it('gives each picture at once, a key frame per second with everything a decoder needs', async () => {
    const units = await encodeAll(new H264Encoder(), Array<PictureOptions>(60).fill(LIMITED));
    expect(units.flatMap(({ key }, index) => (key ? [index] : []))).toEqual([0, 25, 50]);
    expect(units[0]?.codec).toMatch(/^avc1\.42/);
    const seen = await view(
      'h264',
      units.map(({ data }) => data)
    );
    expect(seen).toHaveLength(60);
    expect(
      await view(
        'h264',
        units.slice(25).map(({ data }) => data)
      )
    ).toHaveLength(35);
  });

  it('makes a key frame when asked, and counts the second from there', async () => {
    const units = await encodeAll(new H264Encoder(), Array<PictureOptions>(40).fill(LIMITED), 10);
    expect(units.flatMap(({ key }, index) => (key ? [index] : []))).toEqual([0, 10, 35]);
  });

  it.each([
    ['limited range', AVCOL_RANGE_MPEG],
    ['full range', AVCOL_RANGE_JPEG],
  ])('keeps brightness and says what it is: %s', async (_, range) => {
    const units = await encodeAll(new H264Encoder(), [{ range, luma: 200 }]);
    const [seen] = await view(
      'h264',
      units.map(({ data }) => data)
    );
    expect(seen?.range).toBe(range);
    expect(Math.abs(seen!.luma - 200)).toBeLessThanOrEqual(3);
  });

  it('takes other formats and odd sizes, which H.264 makes even', async () => {
    const units = await encodeAll(new H264Encoder(), [
      { ...LIMITED, width: 65, height: 47, format: AV_PIX_FMT_YUV422P, luma: 90 },
    ]);
    expect(units[0]).toMatchObject({ width: 64, height: 46 });
    const [seen] = await view(
      'h264',
      units.map(({ data }) => data)
    );
    expect(seen).toMatchObject({ width: 64, height: 46 });
    expect(Math.abs(seen!.luma - 90)).toBeLessThanOrEqual(3);
  });

  it('begins anew with a key frame when the size changes', async () => {
    const pictures = [LIMITED, LIMITED, { ...LIMITED, width: 96, height: 64 }, LIMITED];
    const units = await encodeAll(new H264Encoder(), pictures);
    expect(units.map(({ key, width }) => [key, width])).toEqual([
      [true, 64],
      [false, 64],
      [true, 96],
      [true, 64],
    ]);
  });
});

describe('JPEG', () => {
  it.each([
    ['limited range is stretched', AVCOL_RANGE_MPEG, 16, 0],
    ['limited range is stretched', AVCOL_RANGE_MPEG, 235, 255],
    ['full range stays', AVCOL_RANGE_JPEG, 16, 16],
    ['full range stays', AVCOL_RANGE_JPEG, 235, 235],
  ])('has full range: %s', async (_, range, luma, expected) => {
    const frame = greyPicture({ range, luma });
    const [seen] = await view('jpeg', [await encodeJpeg(frame)]);
    frame.free();
    expect(Math.abs(seen!.luma - expected)).toBeLessThanOrEqual(2);
  });

  it('is one JFIF file in the picture’s own size, be it odd', async () => {
    const frame = greyPicture({ ...LIMITED, width: 65, height: 47 });
    const jpeg = await encodeJpeg(frame);
    frame.free();
    expect([...jpeg.subarray(0, 3), ...jpeg.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xff, 0xd9]);
    expect(Buffer.from(jpeg).includes('JFIF')).toBe(true);
    expect(await view('jpeg', [jpeg])).toMatchObject([{ width: 65, height: 47 }]);
  });

  it('is scaled down to the greatest width, whatever the size of the next picture', async () => {
    const encoder = new JpegEncoder(100);
    const sizes = [];
    for (const width of [200, 80, 100, 400]) {
      const frame = greyPicture({ ...LIMITED, width, height: 60 });
      const { data, ...size } = await encoder.encode(frame);
      frame.free();
      const [seen] = await view('jpeg', [data]);
      expect(seen).toMatchObject({ width: size.width, height: size.height });
      sizes.push([size.width, size.height]);
    }
    encoder.close();
    expect(sizes).toEqual([
      [100, 30],
      [80, 60],
      [100, 60],
      [100, 15],
    ]);
  });
});

describe('memory', () => {
  it('encoders free everything exactly once', async () => {
    const { counts, restore } = countLiveObjects();
    try {
      await encodeAll(new H264Encoder(), [LIMITED, { ...LIMITED, format: AV_PIX_FMT_YUV422P }, LIMITED]);
      const frame = greyPicture({ range: AVCOL_RANGE_MPEG });
      await encodeJpeg(frame);
      await encodeJpeg(frame);
      frame.free();
      expect(counts).toEqual({ frames: 0, packets: 0, doubleFrees: 0 });
    } finally {
      restore();
    }
  });
});
