import { settle, someVideo } from '@framewatch/viewer-client/testing';
import { JpegDecoder } from './JpegDecoder';
import type { Picture, Unsupported } from './types';

class FakeBitmap {
  closed = 0;
  readonly width = 640;
  readonly height = 360;
  close = () => {
    this.closed += 1;
  };
}

function setUp() {
  const decodes: Array<{ blob: Blob; finish(): FakeBitmap; fail(): void }> = [];
  const pictures: Picture[] = [];
  const unsupported: Unsupported[] = [];
  const decodeImage = (blob: Blob) =>
    new Promise<ImageBitmap>((resolve, reject) => {
      decodes.push({
        blob,
        finish: () => {
          const bitmap = new FakeBitmap();
          resolve(bitmap as unknown as ImageBitmap);
          return bitmap;
        },
        fail: () => reject(new Error('not a JPEG')),
      });
    });
  const decoder = new JpegDecoder(decodeImage, {
    onPicture: (picture) => pictures.push(picture),
    onKeyframeNeeded: () => undefined,
    onUnsupported: (refusal) => unsupported.push(refusal),
  });
  return { decoder, decodes, pictures, unsupported };
}

it('decodes one JPEG after the other and hands the bitmaps over', async () => {
  const { decoder, decodes, pictures } = setUp();
  decoder.decode(someVideo({ ptsUs: 1, captureTimeUs: 11, payload: Uint8Array.of(0xff, 0xd8) }));
  decoder.decode(someVideo({ ptsUs: 2 }));
  expect(decodes).toHaveLength(1);
  expect(decoder.queue).toBe(2);
  expect(decodes[0]?.blob).toMatchObject({ type: 'image/jpeg', size: 2 });
  const bitmap = decodes[0]?.finish();
  await settle();
  expect(pictures[0]).toMatchObject({ epoch: 1, ptsUs: 1, captureTimeUs: 11, width: 640, height: 360 });
  expect(bitmap?.closed).toBe(0);
  pictures[0]?.close();
  expect(bitmap?.closed).toBe(1);
  expect(decodes).toHaveLength(2);
});

it('keeps only the newest few when the browser is slower than the stream', async () => {
  const { decoder, decodes, pictures } = setUp();
  for (let n = 1; n <= 8; n++) {
    decoder.decode(someVideo({ ptsUs: n }));
  }
  expect(decoder.queue).toBe(5);
  expect(decoder.dropped).toBe(3);
  for (let n = 0; n < 5; n++) {
    decodes[n]?.finish();
    await settle();
  }
  expect(pictures.map(({ ptsUs }) => ptsUs)).toEqual([1, 5, 6, 7, 8]);
});

it('drops one that cannot be read and goes on', async () => {
  const { decoder, decodes, pictures, unsupported } = setUp();
  decoder.decode(someVideo({ ptsUs: 1 }));
  decoder.decode(someVideo({ ptsUs: 2 }));
  decodes[0]?.fail();
  await settle();
  decodes[1]?.finish();
  await settle();
  expect(pictures.map(({ ptsUs }) => ptsUs)).toEqual([2]);
  expect(decoder.dropped).toBe(1);
  expect(unsupported).toEqual([]);
});

it('gives up after ten in a row that cannot be read', async () => {
  const { decoder, decodes, unsupported } = setUp();
  for (let n = 0; n < 10; n++) {
    decoder.decode(someVideo({ ptsUs: n }));
    decodes[n]?.fail();
    await settle();
  }
  expect(unsupported.map(({ kind, reason }) => [kind, reason])).toEqual([['jpeg', 'decode-errors']]);
  decoder.decode(someVideo());
  expect(decodes).toHaveLength(10);
});

it('closes a bitmap that was being decoded when the stream changed', async () => {
  const { decoder, decodes, pictures } = setUp();
  decoder.decode(someVideo({ ptsUs: 1, epoch: 1 }));
  decoder.decode(someVideo({ ptsUs: 2, epoch: 1 }));
  decoder.configure();
  decoder.decode(someVideo({ ptsUs: 1, epoch: 2 }));
  const old = decodes[0]?.finish();
  await settle();
  expect(old?.closed).toBe(1);
  decodes[1]?.finish();
  await settle();
  expect(pictures.map(({ epoch }) => epoch)).toEqual([2]);
  expect(decoder.dropped).toBe(2);
});

it('closes a bitmap that is finished after it was closed itself', async () => {
  const { decoder, decodes, pictures } = setUp();
  decoder.decode(someVideo({ ptsUs: 1 }));
  decoder.decode(someVideo({ ptsUs: 2 }));
  decoder.close();
  const bitmap = decodes[0]?.finish();
  await settle();
  expect(bitmap?.closed).toBe(1);
  expect(decodes).toHaveLength(1);
  expect(pictures).toEqual([]);
});
