import { FakeClock } from '../../test/fake-clock.js';
import { UPRIGHT } from '../picture/index.js';
import { EpochCounter } from './epoch-counter.js';

const FORMAT = {
  codec: 'h264',
  width: 640,
  height: 360,
  orientation: UPRIGHT,
  fps: 25,
  passthroughCodec: 'avc1.42c01f',
};
/** What the fake clock shows, in milliseconds. */
const NOW = 1_700_000_000_000;

describe('EpochCounter', () => {
  it('begins with the millisecond of the wall clock, so that a restart repeats no epoch', () => {
    const clock = new FakeClock();
    expect(new EpochCounter(clock).begin(FORMAT, false)).toEqual({ ...FORMAT, epoch: NOW });
    clock.advance(1);
    expect(new EpochCounter(clock).begin(FORMAT, false).epoch).toBe(NOW + 1);
  });

  it('counts on where two begin within a millisecond, or the clock is set back', () => {
    const clock = new FakeClock();
    const epochs = new EpochCounter(clock);
    expect([1, 2, 3].map(() => epochs.begin(FORMAT, false).epoch)).toEqual([NOW, NOW + 1, NOW + 2]);
    clock.set(-3600);
    expect(epochs.begin(FORMAT, false).epoch).toBe(NOW + 3);
  });

  it('goes on with the epoch where time goes on and the format is the same', () => {
    const epochs = new EpochCounter(new FakeClock());
    const first = epochs.begin(FORMAT, true);
    expect(epochs.begin({ ...FORMAT }, true)).toBe(first);
    expect(epochs.format).toBe(first);
    expect(epochs.begin({ ...FORMAT, width: 320 }, true).epoch).toBe(NOW + 1);
    expect(epochs.begin({ ...FORMAT, width: 320 }, false).epoch).toBe(NOW + 2);
  });
});
