import os from 'node:os';
import { machineUse, othersCores, whyNotJudged } from './machine.js';
import type { Bench, BenchOptions, BenchReport } from './types.js';

/** Runs a benchmark. The report is not judged when the machine was busy with other work. */
export async function runJudged(bench: Bench, options: BenchOptions): Promise<BenchReport> {
  const cores = os.availableParallelism();
  const [loadBefore = 0] = os.loadavg();
  const before = machineUse();
  const report = await bench.run(options);
  const others = othersCores(before, machineUse());
  const reason = whyNotJudged({ cores, loadBefore, othersCores: others });
  return {
    ...report,
    notJudged: reason ?? report.notJudged,
    figures: {
      ...report.figures,
      cores,
      loadBefore: Number(loadBefore.toFixed(2)),
      ...(others !== null && { othersCores: Number(others.toFixed(2)) }),
    },
  };
}

/** 0 the targets are met, 1 they are not, 3 that is not judged. */
export function exitCode({ passed, notJudged }: BenchReport): number {
  if (notJudged !== null) return 3;
  return passed ? 0 : 1;
}

/** `met` is null where that is not judged; `notJudged` then says why. */
export function asJson({ bench, passed, notJudged, checks, figures }: BenchReport): object {
  return { name: bench, met: notJudged === null ? passed : null, notJudged, target: checks, figures };
}

export function asText({ bench, passed, notJudged, checks, figures }: BenchReport): string {
  const verdict = notJudged !== null ? `NOT JUDGED: ${notJudged}` : passed ? 'targets met' : 'targets NOT met';
  const lines = [
    `${bench}: ${verdict}`,
    ...checks.map((check) => `  ${check.passed ? '✓' : '✗'} ${check.what}: ${check.value} (${check.target})`),
    ...Object.entries(figures).map(([name, value]) => `    ${name.padEnd(26)} ${value}`),
  ];
  return `${lines.join('\n')}\n`;
}
