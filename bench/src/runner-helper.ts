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
  framesReceived: number;
  framesInferred: number;
}

let runner: Runner | null = null;
const loopDelay = monitorEventLoopDelay({ resolution: 1 });

const answers = {
  async start(config: RunnerConfig): Promise<number> {
    runner = createRunner(config, { log: createLog(config.logLevel, config.id) });
    const { port } = await runner.start();
    loopDelay.enable();
    return port;
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
      framesReceived: total('framesReceived'),
      framesInferred: total('framesInferred'),
    };
  },
};

export type RunnerQuestions = typeof answers;

answerQuestions(answers, () => runner?.stop());
