import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast, atMost, reportOf } from '../checks.js';
import { HelperProcess } from '../helper-process.js';
import { benchConfig, RUNNER_ENV, RUNNER_FLAGS } from '../runner-config.js';
import type { RunnerQuestions } from '../runner-helper.js';
import { median, percentile } from '../statistics.js';
import type { Bench, BenchOptions, BenchReport } from '../types.js';

const TARGET_MS = 15;
const SOURCE_FPS = 30;
const WARM_UP_MS = 4_000;
const WINDOW_MS = 5_000;
/** When the model does not keep up, the latency is that of the model and tells nothing about the runner. */
const KEEPS_UP = 0.95;

/**
 * Measures the time from the arrival of a packet to its result, without the inference itself, of a live stream at 30
 * fps.
 */
export function latencyBench(windows: number): Bench {
  return {
    name: 'latency',
    async run({ say }: BenchOptions): Promise<BenchReport> {
      const config = await benchConfig({ pace: 'realtime', input: null });
      const runner = new HelperProcess<RunnerQuestions>(
        new URL('../runner-helper.js', import.meta.url),
        RUNNER_ENV,
        RUNNER_FLAGS
      );
      const overheads: number[][] = [];
      const inferences: number[] = [];
      try {
        await runner.ask('start', config);
        await runner.ask('watchResults', undefined);
        await sleep(WARM_UP_MS);
        await runner.ask('takeResults', undefined);
        for (let window = 0; window < windows; window += 1) {
          await sleep(WINDOW_MS);
          const results = await runner.ask('takeResults', undefined);
          overheads.push(results.map(({ overheadMs }) => overheadMs));
          inferences.push(...results.map(({ inferenceMs }) => inferenceMs));
          const p95 = percentile(overheads[window] ?? [], 0.95);
          say(`window ${window + 1} of ${windows}: ${results.length} results, p95 overhead ${p95.toFixed(1)} ms`);
        }
      } finally {
        await runner.end();
      }
      const all = overheads.flat();
      const p95 = median(overheads.map((window) => percentile(window, 0.95)));
      const fps = (all.length * 1000) / (windows * WINDOW_MS);
      const checks = [
        atMost('p95 of latency less inference, median of the windows, ms', p95, TARGET_MS),
        atLeast('inferred frames per second over those of the source', fps / SOURCE_FPS, KEEPS_UP),
      ];
      return reportOf('latency', checks, {
        overheadP95Ms: p95,
        overheadP50Ms: percentile(all, 0.5),
        overheadP99Ms: percentile(all, 0.99),
        inferenceP50Ms: percentile(inferences, 0.5),
        inferenceP95Ms: percentile(inferences, 0.95),
        inferredFps: fps,
      });
    },
  };
}
