import type { Detection, Labels } from '@framewatch/protocol';
import { AVCOL_RANGE_JPEG } from 'node-av/constants';
import { SnapshotKeeper } from '../../src/pipeline/publisher/index.js';
import { greyPicture, view } from '../encode/pictures.js';
import { shared } from '../frame/frames.js';
import { countLiveObjects } from '../source/live-objects.js';
import { frameResult } from '../viewer/fakes.js';

const LABELS: Labels = { classes: ['person'], keypoints: ['nose'], skeleton: [] };

let keeper: SnapshotKeeper;
beforeEach(() => (keeper = new SnapshotKeeper()));
afterEach(() => keeper.close());

const picture = (luma: number) => greyPicture({ width: 64, height: 48, range: AVCOL_RANGE_JPEG, luma });

function see(luma: number, captureTimeUs: number): void {
  using frame = shared(picture(luma), { captureTimeUs });
  keeper.takeFrame(frame);
}

/** A person whose nose is in the middle of the picture, where `view` looks. */
function infer(luma: number, captureTimeUs: number): void {
  const person: Detection = {
    class: 'person',
    confidence: 0.8,
    box: [0.1, 0.1, 0.8, 0.8],
    keypoints: [[0.5, 0.5, 0.9]],
  };
  using frame = shared(picture(luma), { captureTimeUs });
  keeper.takeInferred(frame, frameResult({ captureTimeUs, detections: [person] }));
}

/** Brightness in the middle of a still, and when it was taken. */
async function still(annotated: boolean) {
  const snapshot = await keeper.jpeg(annotated, LABELS);
  if (!snapshot) return null;
  const [seen] = await view('jpeg', [snapshot.jpeg]);
  return { luma: seen?.luma, captureTimeUs: snapshot.captureTimeUs };
}

describe('SnapshotKeeper', () => {
  it('has nothing before the first picture, and nothing annotated before the first result', async () => {
    expect(await still(false)).toBeNull();
    see(60, 1);
    expect(await still(true)).toBeNull();
  });

  it('gives the latest picture as it was, and the latest inferred one with what the model saw in that', async () => {
    infer(60, 1);
    see(60, 1);
    see(120, 2);
    const plain = await still(false);
    expect(plain).toMatchObject({ captureTimeUs: 2 });
    expect(Math.abs(plain!.luma! - 120)).toBeLessThanOrEqual(3);
    const annotated = await still(true);
    expect(annotated).toMatchObject({ captureTimeUs: 1 });
    expect(annotated!.luma).toBeGreaterThan(150);
  });

  it('draws into a copy: the picture can be had again, with the same in it', async () => {
    infer(60, 1);
    expect(await still(true)).toEqual(await still(true));
  });

  it('holds two pictures, and none once it is closed, also while stills are being made', async () => {
    const { counts, restore } = countLiveObjects();
    try {
      for (let i = 0; i < 5; i += 1) {
        see(i, i);
        infer(i, i);
      }
      const asked = [true, false, true, false].map((annotated) => keeper.jpeg(annotated, LABELS));
      await keeper.close();
      expect((await Promise.all(asked)).every((snapshot) => snapshot !== null)).toBe(true);
      infer(9, 9);
      see(9, 9);
      expect(await keeper.jpeg(false, LABELS)).toBeNull();
      expect(counts).toEqual({ frames: 0, packets: 0, doubleFrees: 0 });
    } finally {
      restore();
    }
  });
});
