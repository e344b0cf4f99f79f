import { FakeClock } from '../../test/fake-clock.js';
import { captureLog, counted, countingSink } from '../../test/sink/fakes.js';
import { Losses } from './losses.js';

it('counts every point, and logs each reason once a minute with the points since', () => {
  const clock = new FakeClock();
  const { log, lines } = captureLog();
  const counting = countingSink();
  const losses = new Losses(counting.metrics.dropped, log, clock);
  counting.of(losses);

  for (const points of [1, 2, 0, 3]) losses.add('rejected', points, 'too old');
  losses.add('spool-full', 7);
  clock.advance(60_000);
  losses.add('rejected', 4, 'too new');
  losses.add('rejected', 5);

  expect(counted(losses).pointsDropped).toEqual({ rejected: 15, 'spool-full': 7 });
  expect(lines).toMatchObject([
    { reason: 'rejected', points: 1, detail: 'too old' },
    { reason: 'spool-full', points: 7 },
    { reason: 'rejected', points: 9, detail: 'too new', suppressed: 2 },
  ]);
});
