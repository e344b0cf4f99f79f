import { someVideo } from '../../testing/messages';
import { PictureGate, planReductions, type Reduction } from './reductions';

it("goes from the camera's own video to JPEG, which is smaller and rarer, then to ever fewer pictures", () => {
  expect(planReductions('webcodecs', true).map(({ decoder, maxFps }) => [decoder, maxFps])).toEqual([
    ['webcodecs', null],
    ['jpeg', null],
    ['jpeg', 5],
    ['jpeg', 1],
  ]);
  expect(planReductions('jpeg', true).map(({ maxFps }) => maxFps)).toEqual([null, 5, 1]);
});

it("keeps to key frames where nothing but the camera's own video may be used", () => {
  const kept = planReductions('webcodecs', false).map(({ decoder, keysOnly }) => [decoder, keysOnly]);
  expect(kept).toEqual([
    ['webcodecs', false],
    ['webcodecs', true],
  ]);
});

describe('the gate', () => {
  const whole: Reduction = { decoder: 'jpeg', maxFps: null, keysOnly: false };
  const passing = (reduction: Reduction, pictures: Array<Partial<Parameters<typeof someVideo>[0]>>) => {
    const gate = new PictureGate();
    return pictures.filter((fields) => gate.passes(someVideo(fields), reduction)).length;
  };
  const second = Array.from({ length: 15 }, (_, n) => ({ ptsUs: Math.round((n * 1e6) / 15) }));

  it('lets everything through, or so many a second', () => {
    expect(passing(whole, second)).toBe(15);
    expect(passing({ ...whole, maxFps: 5 }, second)).toBe(5);
    expect(passing({ ...whole, maxFps: 1 }, second)).toBe(1);
  });

  it('begins anew with an epoch, and where time goes back', () => {
    const slowest = { ...whole, maxFps: 1 };
    expect(passing(slowest, [{ ptsUs: 9_000_000 }, { ptsUs: 0, epoch: 2 }, { ptsUs: 100, epoch: 2 }])).toBe(2);
    expect(passing(slowest, [{ ptsUs: 9_000_000 }, { ptsUs: 8_000_000 }])).toBe(2);
  });

  it('lets key frames through alone', () => {
    const keys = { ...whole, keysOnly: true };
    expect(passing(keys, [{ key: true }, { key: false, ptsUs: 1 }, { key: true, ptsUs: 2 }])).toBe(2);
  });
});
