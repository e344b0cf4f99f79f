import { assign, ownerOf } from './rendezvous.js';

const STREAMS = Array.from({ length: 1000 }, (_, i) => `camera-${i}`);

describe('rendezvous hashing', () => {
  it('gives the same answer in every version, or streams would move with an update', () => {
    const streams = ['lobby', 'gate', 'dock', 'yard', 'sample-1', 'sample-2'];
    expect(assign(streams, 3)).toEqual([['lobby', 'dock', 'yard', 'sample-1'], ['sample-2'], ['gate']]);
    expect(streams.map((id) => ownerOf(id, 16))).toEqual([15, 2, 13, 9, 11, 13]);
  });

  it('gives everything to the only replica, and each stream to exactly one of several', () => {
    expect(assign(STREAMS, 1)).toEqual([STREAMS]);
    for (const replicas of [2, 3, 7]) {
      expect(assign(STREAMS, replicas).flat().sort()).toEqual([...STREAMS].sort());
    }
  });

  it('divides evenly, within what chance allows', () => {
    for (const replicas of [2, 4, 8]) {
      const even = STREAMS.length / replicas;
      for (const share of assign(STREAMS, replicas)) expect(Math.abs(share.length - even)).toBeLessThan(0.25 * even);
    }
  });

  it.each([1, 2, 3, 5, 9])('moves only what goes to the new replica when %i become one more', (replicas) => {
    const moved = STREAMS.filter((id) => ownerOf(id, replicas) !== ownerOf(id, replicas + 1));
    expect(moved.every((id) => ownerOf(id, replicas + 1) === replicas)).toBe(true);
    const expected = STREAMS.length / (replicas + 1);
    expect(Math.abs(moved.length - expected)).toBeLessThan(0.25 * expected);
  });

  it('may leave a replica without a stream', () => {
    expect(
      assign(['lobby'], 3)
        .map((share) => share.length)
        .sort()
    ).toEqual([0, 0, 1]);
    expect(assign([], 2)).toEqual([[], []]);
  });
});
