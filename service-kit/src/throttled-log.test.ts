import { systemClock } from './clock.js';
import { ThrottledLog } from './throttled-log.js';

it('writes once in a period, with how often it happened since', () => {
  let nowMs = 0;
  const lines: object[] = [];
  const log = new ThrottledLog(
    (fields, message) => lines.push({ ...fields, message }),
    { ...systemClock, nowMs: () => nowMs },
    1000
  );
  for (nowMs of [0, 1, 999, 1000, 2000]) log.log({ at: nowMs }, 'again');
  expect(lines).toEqual([
    { at: 0, message: 'again' },
    { at: 1000, suppressed: 2, message: 'again' },
    { at: 2000, message: 'again' },
  ]);
});
