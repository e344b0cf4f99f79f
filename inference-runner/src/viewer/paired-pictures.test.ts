import type { RelayedPicture } from '../relay/index.js';
import { PairedPictures } from './paired-pictures.js';

const picture = (n: number, epoch = 1): RelayedPicture => ({
  message: new Uint8Array(),
  key: true,
  epoch,
  seq: n,
  ptsUs: n * 1000,
});
const result = (n: number, epoch = 1) => ({ epoch, ptsUs: n * 1000 });
const seqs = (pictures: readonly RelayedPicture[]) => pictures.map(({ seq }) => seq);

it('lets a picture through with its result, whichever comes first', () => {
  const paired = new PairedPictures();
  expect(paired.takePicture(picture(1), 0)).toEqual([]);
  expect(seqs(paired.takeResult(result(1), 5))).toEqual([1]);
  expect(paired.takeResult(result(2), 9)).toEqual([]);
  expect(seqs(paired.takePicture(picture(2), 10))).toEqual([2]);
});

it('leaves out pictures that a later result passed over, before and after it came', () => {
  const paired = new PairedPictures();
  paired.takePicture(picture(0), 0);
  paired.takeResult(result(0), 400);
  paired.takePicture(picture(1), 400);
  paired.takePicture(picture(2), 400);
  expect(paired.takeResult(result(4), 600)).toEqual([]);
  expect(paired.takePicture(picture(3), 600)).toEqual([]);
  expect(seqs(paired.takePicture(picture(4), 600))).toEqual([4]);
});

it('lets pictures through after half a second without results, in their order', () => {
  const paired = new PairedPictures();
  paired.takePicture(picture(1), 0);
  paired.takePicture(picture(2), 100);
  expect(seqs(paired.takePicture(picture(3), 500))).toEqual([1]);
  expect(seqs(paired.takePicture(picture(4), 1_001))).toEqual([2, 3]);
});

it('does not bring together what has the same time in different epochs', () => {
  const paired = new PairedPictures();
  paired.takeResult(result(0), 0);
  paired.takePicture(picture(0), 0);
  paired.takePicture(picture(1, 1), 0);
  expect(paired.takeResult(result(1, 2), 0)).toEqual([]);
  expect(seqs(paired.takePicture(picture(1, 2), 0))).toEqual([1]);
});

it('forgets all with another run of the video', () => {
  const paired = new PairedPictures();
  paired.takePicture(picture(1), 0);
  paired.clear();
  expect(paired.takeResult(result(1), 0)).toEqual([]);
});

it('lets a picture through every half second where all results are of others', () => {
  const paired = new PairedPictures();
  const sent: number[] = [];
  for (let n = 0; n < 60; n += 2) {
    sent.push(...seqs(paired.takePicture(picture(n), n * 33)));
    sent.push(...seqs(paired.takeResult(result(n + 1), n * 33 + 50)));
  }
  expect(sent).toEqual([0, 16, 32, 48]);
});
