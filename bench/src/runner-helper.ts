import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createLog, createRunner, type Runner, type RunnerConfig } from '@framewatch/inference-runner';
import { answerQuestions } from './helper-process.js';

/** What a runner has used and done since it started. */
export interface RunnerUsage {
  atMs: number;
  rssBytes: number;
  cpuMs: number;
  /** Of the main thread's event loop, since the question before this one. */
  loopDelayP99Ms: number;
  /** The same, since the runner started. */
  overallLoopDelayP99Ms: number;
  framesReceived: number;
  framesInferred: number;
  /** That the model ran in all, milliseconds. */
  inferenceMs: number;
}

/** What one result took besides inference, and the inference; milliseconds. */
export interface ResultTimes {
  overheadMs: number;
  inferenceMs: number;
}

let runner: Runner | null = null;
const loopDelay = monitorEventLoopDelay({ resolution: 1 });
const overallLoopDelay = monitorEventLoopDelay({ resolution: 1 });
let results: ResultTimes[] = [];

const answers = {
  async start(config: RunnerConfig): Promise<number> {
    runner = createRunner(config, { log: createLog(config.logLevel, config.id) });
    const { port } = await runner.start();
    loopDelay.enable();
    overallLoopDelay.enable();
    return port;
  },
  /** Begins to keep the times of every result. */
  watchResults(): void {
    for (const stream of runner?.streams.values() ?? []) {
      stream.watch({
        onState: () => undefined,
        onResult: (_, { timings: { latency, inference } }) =>
          results.push({ overheadMs: latency - inference, inferenceMs: inference }),
      });
    }
  },
  /** Of the results since the question before this one. */
  takeResults(): ResultTimes[] {
    const taken = results;
    results = [];
    return taken;
  },
  usage(): RunnerUsage {
    const { user, system } = process.cpuUsage();
    const loopDelayP99Ms = loopDelay.percentile(99) / 1e6;
    loopDelay.reset();
    const streams = runner?.telemetry().streams ?? [];
    const total = (key: 'framesReceived' | 'framesInferred') => streams.reduce((all, stream) => all + stream[key], 0);
    return {
      atMs: performance.now(),
      rssBytes: process.memoryUsage.rss(),
      cpuMs: (user + system) / 1000,
      loopDelayP99Ms,
      overallLoopDelayP99Ms: overallLoopDelay.percentile(99) / 1e6,
      framesReceived: total('framesReceived'),
      framesInferred: total('framesInferred'),
      inferenceMs: streams.reduce((all, { inferenceDuration }) => all + inferenceDuration.sum * 1000, 0),
    };
  },
};

export type RunnerQuestions = typeof answers;

answerQuestions(answers, async () => {
  await runner?.stop();
});
