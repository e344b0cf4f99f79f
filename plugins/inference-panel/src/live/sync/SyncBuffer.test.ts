import { someResult } from '../../testing/messages';
import { SYNC_LIMITS, type Shown, SyncBuffer, type SyncMode } from './SyncBuffer';

/** A picture that counts how often it is closed. */
class Picture {
  closed = 0;
  constructor(
    readonly ptsUs: number,
    readonly epoch = 1
  ) {}
  close = () => {
    this.closed += 1;
  };
}

const FRAME_US = 33_000;

function setUp(mode: SyncMode, limits = {}) {
  const buffer = new SyncBuffer<Picture>(mode, { ...SYNC_LIMITS, ...limits });
  const all: Picture[] = [];
  return {
    buffer,
    all,
    picture(n: number, nowMs = 0, epoch = 1) {
      const picture = new Picture(n * FRAME_US, epoch);
      all.push(picture);
      buffer.pushPicture(picture, nowMs);
      return picture;
    },
    result: (n: number, epoch = 1) => buffer.pushResult(someResult({ ptsUs: n * FRAME_US, seq: n, epoch })),
    /** `[picture, result, verdict]`, both by frame number; closes what it takes. */
    take(nowMs = 0) {
      const shown = buffer.take(nowMs);
      shown?.picture?.close();
      return shown && summary(shown);
    },
  };
}

function summary({ picture, result, verdict }: Shown<Picture>) {
  return [picture && picture.ptsUs / FRAME_US, result && result.ptsUs / FRAME_US, verdict];
}

describe('exact', () => {
  it('shows a picture only once its own result is there', () => {
    const { picture, result, take } = setUp('exact');
    picture(1);
    expect(take()).toBeNull();
    result(1);
    expect(take()).toEqual([1, 1, 'paired']);
    expect(take()).toBeNull();
  });

  it('pairs also when the result comes before its picture', () => {
    const { picture, result, take } = setUp('exact');
    result(1);
    expect(take()).toBeNull();
    picture(1);
    expect(take()).toEqual([1, 1, 'paired']);
  });

  it('pairs by pts whatever the order of arrival', () => {
    const { picture, result, take } = setUp('exact');
    result(2);
    picture(2);
    picture(1);
    result(1);
    expect([take(), take(), take()]).toEqual([[1, 1, 'paired'], [2, 2, 'paired'], null]);
  });

  it('drops the pictures that the model skipped, so that every picture shown carries its own result', () => {
    const { picture, result, take, buffer, all } = setUp('exact');
    for (const n of [1, 2, 3, 4]) {
      picture(n);
    }
    result(3);
    expect(take()).toEqual([3, 3, 'paired']);
    expect(buffer.counts).toEqual({ skipped: 2, superseded: 0, late: 0, repeated: 0 });
    expect(all.map(({ closed }) => closed)).toEqual([1, 1, 1, 0]);
  });

  it('drops what a later result passed over although the picture of that result is not decoded yet', () => {
    const { picture, result, take, buffer } = setUp('exact');
    picture(1);
    result(2);
    expect(take()).toBeNull();
    expect(buffer.counts.skipped).toBe(1);
    picture(2);
    expect(take()).toEqual([2, 2, 'paired']);
  });

  it('shows results that came in one burst one after the other', () => {
    const { picture, result, take } = setUp('exact');
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
    const { picture, result, take, buffer } = setUp('exact', { maxBehindUs: 2 * FRAME_US });
    for (const n of [1, 2, 3, 4, 5]) {
      picture(n);
      result(n);
    }
    expect(take()).toEqual([3, 3, 'paired']);
    expect(buffer.counts).toMatchObject({ superseded: 2, skipped: 0 });
  });

  it('shows a picture without a result, and says so, when none came within 500 ms', () => {
    const { picture, take } = setUp('exact');
    picture(1, 1_000);
    expect(take(1_499)).toBeNull();
    expect(take(1_500)).toEqual([1, null, 'no-result']);
  });

  it('goes on showing pictures, each after its wait, while no results come', () => {
    const { picture, take } = setUp('exact');
    picture(1, 0);
    picture(2, 33);
    expect(take(500)).toEqual([1, null, 'no-result']);
    expect(take(510)).toBeNull();
    expect(take(533)).toEqual([2, null, 'no-result']);
  });

  it('shows the newest of several pictures whose wait is over', () => {
    const { picture, take, buffer } = setUp('exact');
    picture(1, 0);
    picture(2, 10);
    picture(3, 20);
    expect(take(510)).toEqual([2, null, 'no-result']);
    expect(buffer.counts.superseded).toBe(1);
  });

  it('prefers a picture with its result to an older one whose wait is over', () => {
    const { picture, result, take } = setUp('exact');
    picture(1, 0);
    picture(2, 10);
    result(2);
    expect(take(600)).toEqual([2, 2, 'paired']);
  });

  it('is never dark for longer than the wait, even when results and pictures never meet', () => {
    const { buffer, picture, take } = setUp('exact');
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
    const { picture, result, take } = setUp('exact');
    picture(1, 0);
    take(500);
    result(1);
    picture(2, 510);
    result(2);
    expect(take(520)).toEqual([2, 2, 'paired']);
  });

  it('does not show again what a new connection sends again', () => {
    const { picture, result, take, buffer } = setUp('exact');
    picture(1);
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

describe('live', () => {
  it('shows a picture at once with the newest result', () => {
    const { picture, result, take } = setUp('live');
    result(1);
    picture(3);
    expect(take()).toEqual([3, 1, 'newest']);
  });

  it('says when the newest result is of this very picture', () => {
    const { picture, result, take } = setUp('live');
    result(3);
    picture(3);
    expect(take()).toEqual([3, 3, 'paired']);
  });

  it('shows the first picture although there is no result at all', () => {
    const { picture, take } = setUp('live');
    picture(1);
    expect(take()).toEqual([1, null, 'newest']);
  });

  it('leaves out a result that is more than a second away from the picture', () => {
    const { buffer, take } = setUp('live');
    buffer.pushResult(someResult({ ptsUs: 0 }));
    buffer.pushPicture(new Picture(1_000_000), 0);
    expect(take()?.[1]).toBe(0);
    buffer.pushPicture(new Picture(1_000_001), 0);
    expect(take()?.[1]).toBeNull();
  });

  it('shows only the newest picture of one repaint and counts the others', () => {
    const { picture, take, buffer, all } = setUp('live');
    picture(1);
    picture(2);
    picture(3);
    expect(take()).toEqual([3, null, 'newest']);
    expect(buffer.counts.superseded).toBe(2);
    expect(all.map(({ closed }) => closed)).toEqual([1, 1, 1]);
  });

  it('draws a newer result over the picture that is already shown', () => {
    const { picture, result, take, buffer } = setUp('live');
    picture(1);
    take();
    expect(buffer.pending).toBe(false);
    result(1);
    expect(buffer.pending).toBe(true);
    expect(take()).toEqual([null, 1, 'paired']);
    expect(take()).toBeNull();
  });

  it('does not draw a result before the first picture', () => {
    const { result, take, buffer } = setUp('live');
    result(1);
    expect(buffer.pending).toBe(false);
    expect(take()).toBeNull();
  });
});

describe.each<SyncMode>(['exact', 'live'])('epochs (%s)', (mode) => {
  it('never brings together what has the same pts in different epochs', () => {
    const { picture, result, take } = setUp(mode);
    result(1, 1);
    picture(1, 0, 2);
    expect(take(0)?.[1] ?? null).toBeNull();
    result(1, 2);
    expect(take(0)?.[2]).toBe('paired');
  });

  it('drops what it holds when a new epoch begins, whichever side brings it first', () => {
    const { picture, result, buffer, all } = setUp(mode);
    picture(1, 0, 1);
    result(1, 2);
    expect(all[0]?.closed).toBe(1);
    expect(buffer.counts.late).toBe(1);
    picture(2, 0, 3);
    picture(3, 0, 2);
    expect(all.map(({ closed }) => closed)).toEqual([1, 0, 1]);
  });

  it('accepts earlier times in a new epoch', () => {
    const { picture, result, take } = setUp(mode);
    picture(100);
    result(100);
    take();
    picture(1, 0, 2);
    result(1, 2);
    expect(take()).toEqual([1, 1, 'paired']);
  });

  it('accepts an earlier epoch after a reset: the runner was restarted', () => {
    const { picture, result, take, buffer } = setUp(mode);
    picture(5, 0, 7);
    buffer.reset();
    picture(1, 0, 1);
    result(1, 1);
    expect(take()).toEqual([1, 1, 'paired']);
  });
});

describe('bounds', () => {
  it('holds no more pictures than it may, and closes the oldest', () => {
    const { picture, buffer, all } = setUp('exact', { maxPictures: 3 });
    for (let n = 1; n <= 5; n++) {
      picture(n);
    }
    expect(buffer.heldPictures).toBe(3);
    expect(all.map(({ closed }) => closed)).toEqual([1, 1, 0, 0, 0]);
    expect(buffer.counts.superseded).toBe(2);
  });

  it('waits only half as long while it is full, so that a fast stream is not dark', () => {
    const { picture, take } = setUp('exact', { maxPictures: 3 });
    picture(1, 0);
    picture(2, 100);
    picture(3, 200);
    expect(take(249)).toBeNull();
    expect(take(250)).toEqual([1, null, 'no-result']);
  });

  it('holds no more results than it may', () => {
    const { picture, result, take } = setUp('exact', { maxResults: 2 });
    result(1);
    result(2);
    result(3);
    picture(1);
    expect(take()).toBeNull();
    picture(2);
    expect(take()).toEqual([2, 2, 'paired']);
  });

  it('closes every picture exactly once, whatever comes in whatever order', () => {
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const { picture, result, take, buffer, all } = setUp('exact', { maxPictures: 8, maxResults: 8 });
    for (let step = 0; step < 5_000; step++) {
      const nowMs = step * 10;
      const n = Math.floor(step / 3) + random(6);
      const epoch = 1 + Math.floor(step / 1_000);
      [() => picture(n, nowMs, epoch), () => result(n, epoch), () => take(nowMs)][random(3)]?.();
      if (random(400) === 0) {
        buffer.mode = buffer.mode === 'exact' ? 'live' : 'exact';
      }
    }
    buffer.reset();
    expect(all.filter(({ closed }) => closed !== 1)).toEqual([]);
    expect(buffer.heldPictures).toBe(0);
  });
});
