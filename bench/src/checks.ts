import { rounded } from './statistics.js';
import type { BenchReport, Check } from './types.js';

export function atLeast(what: string, value: number, target: number): Check {
  return { what, value: rounded(value, 3), target: `at least ${target}`, passed: value >= target };
}

export function atMost(what: string, value: number, target: number): Check {
  return { what, value: rounded(value, 3), target: `at most ${target}`, passed: value <= target };
}

/** A report passes when every check does. */
export function reportOf(bench: string, checks: Check[], figures: Record<string, number>): BenchReport {
  return {
    bench,
    passed: checks.every(({ passed }) => passed),
    notJudged: null,
    checks,
    figures: Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)])),
  };
}
