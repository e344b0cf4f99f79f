import { asJson, asText, exitCode } from './report.js';
import type { BenchReport } from './types.js';

const check = { what: 'frames', value: 1, target: 'at least 0.95', passed: true };
const report = (values: Partial<BenchReport>): BenchReport => ({
  bench: 'pipeline',
  passed: true,
  notJudged: null,
  checks: [check],
  figures: { ratio: 1 },
  ...values,
});

it.each<[string, Partial<BenchReport>, number, boolean | null, string]>([
  ['met', {}, 0, true, 'pipeline: targets met'],
  ['not met', { passed: false }, 1, false, 'pipeline: targets NOT met'],
  ['not judged, though they seem met', { notJudged: 'busy' }, 3, null, 'pipeline: NOT JUDGED: busy'],
  ['not judged, though they seem not met', { notJudged: 'busy', passed: false }, 3, null, 'pipeline: NOT JUDGED: busy'],
])('targets that are %s', (_, values, code, met, verdict) => {
  const one = report(values);
  expect(exitCode(one)).toBe(code);
  expect(asJson(one)).toEqual({
    name: 'pipeline',
    met,
    notJudged: one.notJudged,
    target: [check],
    figures: { ratio: 1 },
  });
  expect(asText(one).split('\n')[0]).toBe(verdict);
});
