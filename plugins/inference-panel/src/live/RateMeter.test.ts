import { RateMeter } from './RateMeter';

it('counts what happened in the last two seconds', () => {
  const meter = new RateMeter();
  expect(meter.perSecond(0)).toBe(0);
  for (let ms = 0; ms < 2_000; ms += 100) {
    meter.add(ms);
  }
  expect(meter.perSecond(1_999)).toBe(10);
  expect(meter.perSecond(2_999)).toBe(5);
  expect(meter.perSecond(4_000)).toBe(0);
});
