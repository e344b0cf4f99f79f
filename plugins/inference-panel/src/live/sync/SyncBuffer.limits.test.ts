import { setUpSync } from '../../testing/setUpSync';
import type { SyncMode } from './types';

describe.each<SyncMode>(['exact', 'live'])('epochs (%s)', (mode) => {
  it('never brings together what has the same pts in different epochs', () => {
    const { picture, result, take } = setUpSync(mode);
    result(1, 1);
    picture(1, 0, 2);
    expect(take(0)?.[1] ?? null).toBeNull();
    result(1, 2);
    expect(take(0)?.[2]).toBe('paired');
  });

  it('drops what it holds when a new epoch begins, whichever side brings it first', () => {
    const { picture, result, buffer, all } = setUpSync(mode);
    result(0, 1);
    picture(1, 0, 1);
    result(1, 2);
    expect(all[0]?.closed).toBe(1);
    expect(buffer.counts.late).toBe(1);
    picture(2, 0, 3);
    picture(3, 0, 2);
    expect(all.map(({ closed }) => closed)).toEqual([1, 0, 1]);
  });

  it('accepts earlier times in a new epoch', () => {
    const { picture, result, take } = setUpSync(mode);
    picture(100);
    result(100);
    take();
    picture(1, 0, 2);
    result(1, 2);
    expect(take()).toEqual([1, 1, 'paired']);
  });

  it('accepts an earlier epoch after a reset: the runner was restarted', () => {
    const { picture, result, take, buffer } = setUpSync(mode);
    picture(5, 0, 7);
    buffer.reset();
    picture(1, 0, 1);
    result(1, 1);
    expect(take()).toEqual([1, 1, 'paired']);
  });
});

describe('bounds', () => {
  it('holds no more pictures than it may, and closes the oldest', () => {
    const { picture, result, buffer, all } = setUpSync('exact', { maxPictures: 3 });
    result(0);
    for (let n = 1; n <= 5; n++) {
      picture(n);
    }
    expect(buffer.heldPictures).toBe(3);
    expect(all.map(({ closed }) => closed)).toEqual([1, 1, 0, 0, 0]);
    expect(buffer.counts.superseded).toBe(2);
  });

  it('waits only half as long while it is full, so that a fast stream is not dark', () => {
    const { picture, take } = setUpSync('exact', { maxPictures: 3 });
    picture(1, 0);
    picture(2, 100);
    picture(3, 200);
    expect(take(249)).toBeNull();
    expect(take(250)).toEqual([1, null, 'no-result']);
  });

  it('holds no more results than it may', () => {
    const { picture, result, take } = setUpSync('exact', { maxResults: 2 });
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
    const { picture, result, take, buffer, all } = setUpSync('exact', { maxPictures: 8, maxResults: 8 });
    for (let step = 0; step < 5_000; step++) {
      const nowMs = step * 10;
      const n = Math.floor(step / 3) + random(6);
      const epoch = 1 + Math.floor(step / 1_000);
      [() => picture(n, nowMs, epoch), () => result(n, epoch), () => take(nowMs)][random(3)]?.();
      if (random(400) === 0) {
        buffer.choice = (['auto', 'smooth', 'exact', 'live'] as const)[random(4)] ?? 'auto';
      }
    }
    buffer.reset();
    expect(all.filter(({ closed }) => closed !== 1)).toEqual([]);
    expect(buffer.heldPictures).toBe(0);
  });
});
