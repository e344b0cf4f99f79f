import { someResult } from '@framewatch/viewer-client/testing';
import { FakePicture, FRAME_US, setUpSync } from '../../testing/setUpSync';
import type { SyncMode } from './types';

describe('exact', () => {
  it('shows a picture only once its own result is there', () => {
    const { picture, result, take } = setUpSync('exact');
    picture(1);
    expect(take()).toBeNull();
    result(1);
    expect(take()).toEqual([1, 1, 'paired']);
    expect(take()).toBeNull();
  });

  it('pairs also when the result comes before its picture', () => {
    const { picture, result, take } = setUpSync('exact');
    result(1);
    expect(take()).toBeNull();
    picture(1);
    expect(take()).toEqual([1, 1, 'paired']);
  });

  it('pairs by pts whatever the order of arrival', () => {
    const { picture, result, take } = setUpSync('exact');
    result(2);
    picture(2);
    picture(1);
    result(1);
    expect([take(), take(), take()]).toEqual([[1, 1, 'paired'], [2, 2, 'paired'], null]);
  });

  it('drops the pictures that the model skipped, so that every picture shown carries its own result', () => {
    const { picture, result, take, buffer, all } = setUpSync('exact');
    result(0);
    for (const n of [1, 2, 3, 4]) {
      picture(n);
    }
    result(3);
    expect(take()).toEqual([3, 3, 'paired']);
    expect(buffer.counts).toEqual({ skipped: 2, superseded: 0, late: 0, repeated: 0 });
    expect(all.map(({ closed }) => closed)).toEqual([1, 1, 1, 0]);
  });

  it('drops what a later result passed over although the picture of that result is not decoded yet', () => {
    const { picture, result, take, buffer } = setUpSync('exact');
    result(0);
    picture(1);
    result(2);
    expect(take()).toBeNull();
    expect(buffer.counts.skipped).toBe(1);
    picture(2);
    expect(take()).toEqual([2, 2, 'paired']);
  });

  it('shows results that came in one burst one after the other', () => {
    const { picture, result, take } = setUpSync('exact');
    for (const n of [1, 2, 3]) {
      picture(n);
    }
    for (const n of [1, 2, 3]) {
      result(n);
    }
    expect([take(), take(), take()]).toEqual([
      [1, 1, 'paired'],
      [2, 2, 'paired'],
      [3, 3, 'paired'],
    ]);
  });

  it('jumps ahead when the repaints cannot keep up', () => {
    const { picture, result, take, buffer } = setUpSync('exact', { maxBehindUs: 2 * FRAME_US });
    for (const n of [1, 2, 3, 4, 5]) {
      picture(n);
      result(n);
    }
    expect(take()).toEqual([3, 3, 'paired']);
    expect(buffer.counts).toMatchObject({ superseded: 2, skipped: 0 });
  });

  it('shows a picture without a result, and says so, when none came within 500 ms', () => {
    const { picture, take } = setUpSync('exact');
    picture(1, 1_000);
    expect(take(1_499)).toBeNull();
    expect(take(1_500)).toEqual([1, null, 'no-result']);
  });

  it('goes on showing pictures, each after its wait, while no results come', () => {
    const { picture, take } = setUpSync('exact');
    picture(1, 0);
    picture(2, 33);
    expect(take(500)).toEqual([1, null, 'no-result']);
    expect(take(510)).toBeNull();
    expect(take(533)).toEqual([2, null, 'no-result']);
  });

  it('shows the newest of several pictures whose wait is over', () => {
    const { picture, take, buffer } = setUpSync('exact');
    picture(1, 0);
    picture(2, 10);
    picture(3, 20);
    expect(take(510)).toEqual([2, null, 'no-result']);
    expect(buffer.counts.superseded).toBe(1);
  });

  it('prefers a picture with its result to an older one whose wait is over', () => {
    const { picture, result, take } = setUpSync('exact');
    picture(1, 0);
    picture(2, 10);
    result(2);
    expect(take(600)).toEqual([2, 2, 'paired']);
  });

  it('is never dark for longer than the wait, even when results and pictures never meet', () => {
    const { buffer, picture, take } = setUpSync('exact');
    let painted = 0;
    for (let n = 1; n <= 60; n++) {
      const nowMs = n * 33;
      picture(n, nowMs);
      // A peer whose results carry other times than its pictures.
      buffer.pushResult(someResult({ ptsUs: n * FRAME_US + 1 }));
      painted += take(nowMs) ? 1 : 0;
    }
    expect(painted).toBe(3);
  });

  it('ignores a result that comes after its picture was shown without it', () => {
    const { picture, result, take } = setUpSync('exact');
    picture(1, 0);
    take(500);
    result(1);
    picture(2, 510);
    result(2);
    expect(take(520)).toEqual([2, 2, 'paired']);
  });

  it('does not show again what a new connection sends again', () => {
    const { picture, result, take, buffer } = setUpSync('exact');
    picture(1);
    result(1);
    take();
    picture(2);
    result(2);
    take();
    const again = [picture(1), picture(2)];
    result(2);
    expect(take()).toBeNull();
    expect(again.map(({ closed }) => closed)).toEqual([1, 1]);
    expect(buffer.counts).toMatchObject({ repeated: 2, late: 0 });
  });
});

describe.each<SyncMode>(['exact', 'live'])('what a viewer that joins is sent of before (%s)', (mode) => {
  const ofBefore = [1, 2, 3];

  it('is not lost when it is passed over: nobody missed it', () => {
    const { picture, result, take, buffer } = setUpSync(mode);
    ofBefore.forEach((n) => picture(n));
    take();
    picture(4);
    result(4);
    expect(take()).toEqual([4, 4, 'paired']);
    expect(buffer.counts).toMatchObject({ skipped: 0, superseded: 0, late: 0 });
  });

  it('ends with its first result: what is passed over from then on counts', () => {
    const { picture, result, take, buffer } = setUpSync(mode);
    result(4);
    [...ofBefore, 4, 5, 6].forEach((n) => picture(n));
    result(6);
    const shown = [take(), take()];
    expect(shown).toContainEqual([6, 6, 'paired']);
    const { skipped, superseded, repeated } = buffer.counts;
    expect(skipped + superseded).toBe(mode === 'exact' ? 1 : 2);
    expect(repeated).toBe(3);
  });

  it('ends when no result comes within 500 ms', () => {
    const { picture, take, buffer } = setUpSync(mode);
    picture(1, 0);
    take(0);
    take(500);
    picture(2, 600);
    picture(3, 610);
    take(1_200);
    expect(buffer.counts).toMatchObject({ superseded: 1, repeated: 0 });
  });

  it('is not there in an epoch that begins while the viewer looks on', () => {
    const { picture, result, take, buffer } = setUpSync(mode);
    picture(1);
    result(1);
    take();
    picture(1, 0, 2);
    picture(2, 0, 2);
    result(2, 2);
    expect(take()).toEqual([2, 2, 'paired']);
    expect(buffer.counts).toMatchObject({ [mode === 'exact' ? 'skipped' : 'superseded']: 1, repeated: 0 });
  });
});

describe('live', () => {
  it('shows a picture at once with the newest result', () => {
    const { picture, result, take } = setUpSync('live');
    result(1);
    picture(3);
    expect(take()).toEqual([3, 1, 'newest']);
  });

  it('says when the newest result is of this very picture', () => {
    const { picture, result, take } = setUpSync('live');
    result(3);
    picture(3);
    expect(take()).toEqual([3, 3, 'paired']);
  });

  it('shows the first picture although there is no result at all', () => {
    const { picture, take } = setUpSync('live');
    picture(1);
    expect(take()).toEqual([1, null, 'newest']);
  });

  it('leaves out a result that is more than a second away from the picture', () => {
    const { buffer, take } = setUpSync('live');
    buffer.pushResult(someResult({ ptsUs: 0 }));
    buffer.pushPicture(new FakePicture(1_000_000), 0);
    expect(take()?.[1]).toBe(0);
    buffer.pushPicture(new FakePicture(1_000_001), 0);
    expect(take()?.[1]).toBeNull();
  });

  it('shows only the newest picture of one repaint and counts the others', () => {
    const { picture, result, take, buffer, all } = setUpSync('live');
    result(0);
    picture(1);
    picture(2);
    picture(3);
    expect(take()).toEqual([3, 0, 'newest']);
    expect(buffer.counts.superseded).toBe(2);
    expect(all.map(({ closed }) => closed)).toEqual([1, 1, 1]);
  });

  it('draws a newer result over the picture that is already shown', () => {
    const { picture, result, take, buffer } = setUpSync('live');
    picture(1);
    take();
    expect(buffer.pending).toBe(false);
    result(1);
    expect(buffer.pending).toBe(true);
    expect(take()).toEqual([null, 1, 'paired']);
    expect(take()).toBeNull();
  });

  it('does not draw a result before the first picture', () => {
    const { result, take, buffer } = setUpSync('live');
    result(1);
    expect(buffer.pending).toBe(false);
    expect(take()).toBeNull();
  });
});
