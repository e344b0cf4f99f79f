import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createLog, createRunner, type Runner, type RunnerConfig } from '@framewatch/inference-runner';
import { profileThreads } from './cost/profiler.js';
import { sharesOf, type Shares } from './cost/profile.js';
import { answerQuestions } from './helper-process.js';
import { totalOf } from './metric-total.js';

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
  /** When the last of them was. */
  inferredAtMs: number;
  /** That the model ran in all, milliseconds. */
  inferenceMs: number;
}

/** What one result took besides inference, the inference, and what is before and after it; milliseconds. */
export interface ResultTimes {
  overheadMs: number;
  inferenceMs: number;
  preprocessMs: number;
  postprocessMs: number;
}

let runner: Runner | null = null;
const loopDelay = monitorEventLoopDelay({ resolution: 1 });
const overallLoopDelay = monitorEventLoopDelay({ resolution: 1 });
let results: ResultTimes[] = [];
let inferredAtMs = 0;

const answers = {
  async start(config: RunnerConfig): Promise<number> {
    runner = createRunner(config, { log: createLog(config.logLevel, config.id) });
    const { port } = await runner.start();
    for (const stream of runner.streams.values()) {
      const onResult = () => (inferredAtMs = performance.now());
      stream.watch({ onState: () => undefined, onEvent: () => undefined, onResult });
    }
    loopDelay.enable();
    overallLoopDelay.enable();
    return port;
  },
  /** Begins to keep the times of every result. */
  watchResults(): void {
    for (const stream of runner?.streams.values() ?? []) {
      stream.watch({
        onState: () => undefined,
        onEvent: () => undefined,
        onResult: (_, { timings: { latency, inference, preprocess, postprocess } }) =>
          results.push({
            overheadMs: latency - inference,
            inferenceMs: inference,
            preprocessMs: preprocess,
            postprocessMs: postprocess,
          }),
      });
    }
  },
  /** Of the results since the question before this one. */
  takeResults(): ResultTimes[] {
    const taken = results;
    results = [];
    return taken;
  },
  /** How the main thread and that of the model spend their time over so many milliseconds. */
  async profile(ms: number): Promise<{ main: Shares; model: Shares }> {
    const { main, workers } = await profileThreads(ms);
    const [model] = workers;
    if (!model) throw new Error('the model has no thread');
    return { main: sharesOf(main), model: sharesOf(model) };
  },
  usage(): RunnerUsage {
    const { user, system } = process.cpuUsage();
    const loopDelayP99Ms = loopDelay.percentile(99) / 1e6;
    loopDelay.reset();
    const metrics = runner?.telemetry().metrics ?? [];
    const total = (name: string) => totalOf(metrics, name);
    return {
      atMs: performance.now(),
      rssBytes: process.memoryUsage.rss(),
      cpuMs: (user + system) / 1000,
      loopDelayP99Ms,
      overallLoopDelayP99Ms: overallLoopDelay.percentile(99) / 1e6,
      framesReceived: total('framewatch_frames_received_total'),
      framesInferred: total('framewatch_frames_inferred_total'),
      inferredAtMs,
      inferenceMs: total('framewatch_inference_duration_seconds') * 1000,
    };
  },
};

export type RunnerQuestions = typeof answers;

answerQuestions(answers, async () => {
  await runner?.stop();
});
