import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast, atMost, reportOf } from '../checks.js';
import { HelperProcess } from '../helper-process.js';
import { benchConfig, RUNNER_ENV, RUNNER_FLAGS } from '../runner-config.js';
import type { RunnerQuestions, RunnerUsage } from '../runner-helper.js';
import { median, slope } from '../statistics.js';
import type { Bench, BenchOptions, BenchReport } from '../types.js';

const MINUTE_MS = 60_000;
const TARGET_MB_PER_MINUTE = 1;
const TARGET_LOOP_DELAY_MS = 10;
const SOURCE_FPS = 30;
/** A runner without processor time does little, so its memory would not grow. */
const KEEPS_UP = 0.95;
/** Until heaps and FFmpeg's pools have reached their size: the heap's old generation takes longest, some 200 s. */
const WARM_UP_MS = 4 * MINUTE_MS;
const SAMPLE_MS = 2_000;
const MEGABYTE = 1_000_000;

/** Memory and event loop of a runner with one live stream, over minutes. */
export function soakBench(minutes: number): Bench {
  return {
    name: 'soak',
    async run({ say }: BenchOptions): Promise<BenchReport> {
      const config = await benchConfig({ pace: 'realtime', input: null });
      const runner = new HelperProcess<RunnerQuestions>(
        new URL('../runner-helper.js', import.meta.url),
        RUNNER_ENV,
        RUNNER_FLAGS
      );
      const samples: RunnerUsage[] = [];
      try {
        await runner.ask('start', config);
        say(`warming up for ${WARM_UP_MS / 1000} s`);
        await sleep(WARM_UP_MS);
        await runner.ask('usage', undefined);
        for (let i = 0; i * SAMPLE_MS < minutes * MINUTE_MS; i += 1) {
          await sleep(SAMPLE_MS);
          const sample = await runner.ask('usage', undefined);
          samples.push(sample);
          if ((i * SAMPLE_MS) % 30_000 === 0)
            say(`${(i * SAMPLE_MS) / 1000} s: ${(sample.rssBytes / MEGABYTE).toFixed(1)} MB`);
        }
      } finally {
        await runner.end();
      }
      return report(samples);
    },
  };
}

function report(samples: RunnerUsage[]): BenchReport {
  const rss = samples.map(({ rssBytes }) => rssBytes / MEGABYTE);
  const growth = slope(samples.map(({ atMs }, i) => [atMs / MINUTE_MS, rss[i] ?? NaN]));
  const last = samples.at(-1);
  const loopDelay = last?.overallLoopDelayP99Ms ?? NaN;
  const [first] = samples;
  const seconds = ((last?.atMs ?? 0) - (first?.atMs ?? 0)) / 1000;
  const inferredFps = ((last?.framesInferred ?? 0) - (first?.framesInferred ?? 0)) / seconds;
  const checks = [
    atMost('growth of resident memory, MB a minute', growth, TARGET_MB_PER_MINUTE),
    atMost('p99 of the main thread’s event loop delay, ms', loopDelay, TARGET_LOOP_DELAY_MS),
    atLeast('inferred frames per second over those of the source', inferredFps / SOURCE_FPS, KEEPS_UP),
  ];
  return reportOf('soak', checks, {
    minutes: seconds / 60,
    rssSlopeMBPerMinute: growth,
    rssMedianMB: median(rss),
    rssFirstMB: rss[0] ?? NaN,
    rssLastMB: rss.at(-1) ?? NaN,
    loopDelayP99Ms: loopDelay,
    inferredFps,
  });
}
