import { ServerClock } from './server-clock.js';

it('knows nothing before the first answer', () => {
  expect(new ServerClock().offsetUs).toBeNull();
});

it('takes the answer to be made half way through the round trip', () => {
  const clock = new ServerClock();
  clock.addAnswer(1_000, 3_000, 502_000);
  expect(clock.offsetUs).toBe(500_000);
});

it('believes the quickest of the latest answers', () => {
  const clock = new ServerClock();
  clock.addAnswer(0, 90_000, 600_000);
  clock.addAnswer(100_000, 100_400, 600_200);
  clock.addAnswer(200_000, 280_000, 790_000);
  expect(clock.offsetUs).toBe(500_000);
});

it('forgets old answers, so that it follows a clock that was set', () => {
  const clock = new ServerClock();
  clock.addAnswer(0, 0, 500_000);
  for (let n = 0; n < 8; n++) {
    clock.addAnswer(0, 10, 5);
  }
  expect(clock.offsetUs).toBe(0);
});
