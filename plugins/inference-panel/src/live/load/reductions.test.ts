import { someVideo } from '@framewatch/viewer-client/testing';
import type { VideoMessage } from '@framewatch/protocol';
import { PictureFilter, planReductions, type Reduction } from './reductions';

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

describe('the filter of pictures', () => {
  const whole: Reduction = { decoder: 'jpeg', maxFps: null, keysOnly: false };
  const slowest: Reduction = { ...whole, maxFps: 1 };
  const SECOND_US = 1_000_000;
  const at = (n: number) => Math.round((n * SECOND_US) / 15);
  const second = Array.from({ length: 15 }, (_, n) => ({ ptsUs: at(n) }));
  const passing = (reduction: Reduction, pictures: Array<Partial<VideoMessage>>) => {
    const filter = new PictureFilter();
    return pictures.filter((fields) => filter.takePicture(someVideo(fields), reduction, false)).length;
  };

  it('lets everything through, or so many a second', () => {
    expect(passing(whole, second)).toBe(15);
    expect(passing({ ...whole, maxFps: 5 }, second)).toBe(5);
    expect(passing(slowest, second)).toBe(1);
  });

  it('begins anew with an epoch, and where time goes back', () => {
    expect(passing(slowest, [{ ptsUs: 9_000_000 }, { ptsUs: 0, epoch: 2 }, { ptsUs: 100, epoch: 2 }])).toBe(2);
    expect(passing(slowest, [{ ptsUs: 9_000_000 }, { ptsUs: 8_000_000 }])).toBe(2);
  });

  it('lets key frames through alone', () => {
    const keys = { ...whole, keysOnly: true };
    expect(passing(keys, [{ key: true }, { key: false, ptsUs: 1 }, { key: true, ptsUs: 2 }])).toBe(2);
  });

  describe('where pictures are shown with their own results', () => {
    /** Three seconds of pictures, every fourth of which has a result, so many pictures later (or earlier). */
    const play = (delay: number, withResult: (n: number) => boolean) => {
      const filter = new PictureFilter();
      const passed: number[] = [];
      const note = (message: VideoMessage | null) =>
        message && passed.push(Math.round((message.ptsUs * 15) / SECOND_US));
      for (let n = 0; n < 45 + Math.abs(delay); n++) {
        note(filter.takePicture(someVideo({ ptsUs: at(n) }), slowest, true));
        if (n >= delay && withResult(n - delay)) {
          note(filter.takeResult({ epoch: 1, ptsUs: at(n - delay) }, slowest));
        }
      }
      return passed;
    };
    const everyFourth = (n: number) => n % 4 === 2;

    it.each([0, 3, 6])('lets those through that have one, which comes %d pictures later', (delay) => {
      const passed = play(delay, everyFourth).slice(1);
      expect(passed.length).toBeGreaterThanOrEqual(2);
      expect(passed.every(everyFourth)).toBe(true);
    });

    it('lets them through, too, when the result was there first', () => {
      const passed = play(-1, everyFourth).slice(1);
      expect(passed.length).toBeGreaterThanOrEqual(2);
      expect(passed.every(everyFourth)).toBe(true);
    });

    it('does not wait for ever', () => {
      expect(play(0, () => false)).toEqual([0, 30]);
    });
  });
});
