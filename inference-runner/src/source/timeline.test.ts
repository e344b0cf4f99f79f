import { LEAP_BACK_US, Timeline } from './timeline.js';

const LEAP_US = 10_000_000;
const STEADY = { startUs: 0, frameUs: 40_000, reorders: false, leapUs: LEAP_US };

/** Places several times, one after the other, all of which come at once. */
function placed(timeline: Timeline, ...rawUs: (number | null)[]): (number | null)[] {
  return rawUs.map((raw) => timeline.place(raw, 0));
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
    ['ahead', false, LEAP_US],
    ['ahead', true, LEAP_US],
    ['back', false, -LEAP_BACK_US.steady],
    ['back', true, -LEAP_BACK_US.reordering],
  ])('reports a leap %s instead of following it (reordering: %s)', (_, reorders, leapUs) => {
    const timeline = new Timeline({ ...STEADY, reorders });
    placed(timeline, 20_000_000);
    expect(timeline.place(20_000_000 + leapUs + Math.sign(leapUs), 0)).toBeNull();
    expect(timeline.endUs).toBe(40_000);
    expect(timeline.place(20_000_000 + leapUs, 0)).not.toBeNull();
  });

  it('takes for a pause what passed on our clock, too: a camera with a picture every 12 seconds does not leap', () => {
    const timeline = new Timeline(STEADY);
    const every12s = [0, 1, 2].map((i) => timeline.place(i * 12_000_000, i * 12_000));
    expect(every12s).toEqual([0, 12_000_000, 24_000_000]);
  });

  it('still knows a leap of a slow camera', () => {
    const timeline = new Timeline(STEADY);
    timeline.place(0, 0);
    expect(timeline.place(12_000_000 + LEAP_US + 1, 12_000)).toBeNull();
  });

  it('takes every gap for a pause where nothing leaps', () => {
    const day = 86_400_000_000;
    expect(placed(new Timeline({ ...STEADY, leapUs: Infinity }), 0, day)).toEqual([0, day]);
  });
});
