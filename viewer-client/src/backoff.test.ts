import { Backoff } from './backoff.js';

it('doubles from half a second to half a minute', () => {
  const backoff = new Backoff(() => 0.999_999);
  const delays = Array.from({ length: 9 }, () => backoff.next());
  expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

it('spreads each delay over the upper half of its step', () => {
  expect(new Backoff(() => 0).next()).toBe(250);
  expect(new Backoff(() => 0.5).next()).toBe(375);
});

it('starts over after a reset', () => {
  const backoff = new Backoff(() => 0);
  backoff.next();
  backoff.next();
  backoff.reset();
  expect(backoff.next()).toBe(250);
});
