import { atLeast, atMost, reportOf } from '../checks.js';
import { median } from '../statistics.js';
import type { BenchReport } from '../types.js';

/** What one side did in one stretch of time. */
export interface Window {
  fps: number;
  /** Processor time of the whole process for a frame, milliseconds. */
  cpuMsPerFrame: number;
  /** Part of the time in which the model ran: what is lacking to 1, it waited for frames. */
  busy: number;
}

const TARGET = 0.95;
/** A runner decodes, scales and reads what the model says; the model itself is most of the work. */
const CPU_TARGET = 1.35;
/** The runner runs the same model on one thread: it cannot be faster, but it can be given more of a busy machine. */
const CREDIBLE = 1.05;

/** The runner over the bare loop, round by round; the median of the rounds counts. */
export function judgePipeline(whole: readonly Window[], bare: readonly Window[]): BenchReport {
  const over = (key: 'fps' | 'cpuMsPerFrame'): number[] => whole.map((one, i) => one[key] / (bare[i]?.[key] ?? NaN));
  const of = (windows: readonly Window[], key: keyof Window): number => median(windows.map((one) => one[key]));
  const ratios = over('fps');
  const ratio = median(ratios);
  const cpuRatio = median(over('cpuMsPerFrame'));
  const checks = [
    atLeast('frames per second of the runner over those of the bare loop', ratio, TARGET),
    atMost('processor time of the runner for a frame over that of the bare loop', cpuRatio, CPU_TARGET),
  ];
  const report = reportOf('pipeline', checks, {
    ratio,
    lowestRatio: Math.min(...ratios),
    highestRatio: Math.max(...ratios),
    cpuRatio,
    runnerFps: of(whole, 'fps'),
    bareFps: of(bare, 'fps'),
    runnerCpuMsPerFrame: of(whole, 'cpuMsPerFrame'),
    bareCpuMsPerFrame: of(bare, 'cpuMsPerFrame'),
    runnerModelBusy: of(whole, 'busy'),
    bareModelBusy: of(bare, 'busy'),
  });
  if (ratio <= CREDIBLE) return report;
  const notJudged = `the runner was ${ratio.toFixed(2)} times as fast as the model alone, so it was given more of the machine`;
  return { ...report, notJudged };
}
