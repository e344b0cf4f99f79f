import { LEAP_US, Timeline } from './timeline.js';

const STEADY = { startUs: 0, frameUs: 40_000, reorders: false };

/** Places several times, one after the other. */
function placed(timeline: Timeline, ...rawUs: (number | null)[]): (number | null)[] {
  return rawUs.map((raw) => timeline.place(raw));
}

describe('Timeline', () => {
  it('begins at its start, whatever the source’s own time is', () => {
    expect(placed(new Timeline(STEADY), 7_000_000, 7_040_000, 7_080_000)).toEqual([0, 40_000, 80_000]);
    expect(placed(new Timeline({ ...STEADY, startUs: 500 }), -80_000, -40_000)).toEqual([500, 40_500]);
  });

  it('gives RTSP’s first picture, which has no time, its place before the second', () => {
    expect(placed(new Timeline(STEADY), null, 40_000, 80_000)).toEqual([0, 40_000, 80_000]);
  });

  it('does so too when the second one’s time is far from zero', () => {
    expect(placed(new Timeline(STEADY), null, 90_000_000, 90_040_000)).toEqual([0, 40_000, 80_000]);
  });

  it('places B-frames between, also behind a first picture without a time', () => {
    const timeline = new Timeline({ ...STEADY, reorders: true });
    expect(placed(timeline, null, 120_000, 40_000, 80_000, 240_000)).toEqual([0, 120_000, 40_000, 80_000, 240_000]);
  });

  it('puts a picture without a time one picture behind the last', () => {
    expect(placed(new Timeline(STEADY), 0, 40_000, null, 120_000)).toEqual([0, 40_000, 80_000, 120_000]);
  });

  it('never goes back and never stands still where the source does not reorder', () => {
    expect(placed(new Timeline(STEADY), 0, 40_000, 40_000, 39_000, 80_000)).toEqual([
      0, 40_000, 40_001, 40_002, 80_000,
    ]);
  });

  it('goes on in another pass without a gap', () => {
    const first = new Timeline(STEADY);
    placed(first, 0, 40_000, 80_000);
    expect(first.endUs).toBe(120_000);
    const second = new Timeline({ ...STEADY, startUs: first.endUs });
    expect(placed(second, 0, 40_000)).toEqual([120_000, 160_000]);
  });

  it('knows the end of reordered pictures by the latest, not the last', () => {
    const timeline = new Timeline({ ...STEADY, reorders: true });
    placed(timeline, 0, 120_000, 40_000);
    expect(timeline.endUs).toBe(160_000);
  });

  it.each([
    ['ahead', false, LEAP_US.ahead],
    ['ahead', true, LEAP_US.ahead],
    ['back', false, -LEAP_US.back],
    ['back', true, -LEAP_US.backReordering],
  ])('reports a leap %s instead of following it (reordering: %s)', (_, reorders, leapUs) => {
    const timeline = new Timeline({ ...STEADY, reorders });
    placed(timeline, 20_000_000);
    expect(timeline.place(20_000_000 + leapUs + Math.sign(leapUs))).toBeNull();
    expect(timeline.endUs).toBe(40_000);
    expect(timeline.place(20_000_000 + leapUs)).not.toBeNull();
  });

  it('takes a long pause for a pause', () => {
    expect(placed(new Timeline(STEADY), 0, LEAP_US.ahead)).toEqual([0, LEAP_US.ahead]);
  });
});
