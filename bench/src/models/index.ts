import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunnerConfig } from '@framewatch/inference-runner';
import { makeNumberedClip } from '@framewatch/models';
import { HelperProcess } from '../helper-process.js';
import { inTurn, runnerSide, bareSide, type Side } from '../pipeline/sides.js';
import { benchConfig, type BenchStream, RUNNER_ENV, RUNNER_FLAGS } from '../runner-config.js';
import type { RunnerQuestions } from '../runner-helper.js';
import type { Bench, BenchOptions, BenchReport } from '../types.js';
import { judgeModels, type LoopDelays, type Stages } from './judge.js';
import { MADE_KINDS, madeModel, type MadeKind, SIDE } from './made-model.js';

const CLIP = { width: 1920, height: 1080, frames: 90 };
const STREAMS = 4;
const WARM_UP_MS = 2_000;
const WINDOW_MS = 3_000;
/** Frames per second of the stream whose stages are timed: the model is idle in between. */
const STAGES_FPS = 5;

/** The files that the benchmark makes. */
interface Made {
  clip: string;
  models: Readonly<Record<MadeKind, string>>;
}

/** What the runner adds to models of 640×640 with 8,400 places, which it makes itself. */
export function modelsBench(rounds: number): Bench {
  return {
    name: 'models',
    async run(options: BenchOptions): Promise<BenchReport> {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-bench-'));
      try {
        const made = await make(folder);
        const stages = {
          detect: await stagesOf('detect', made, rounds, options),
          pose: await stagesOf('pose', made, rounds, options),
        };
        const loopDelays = await loopDelaysOf(made, rounds, options);
        const [runner = [], bare = []] = await compared(rounds, options, 'runner and bare loop', [
          (sides) => runnerSide(sides, configOf(made, 'detect', { pace: 'unpaced' })),
          (sides) =>
            bareSide(sides, { path: made.models.detect, type: 'float32', dims: [1, 3, SIDE, SIDE], threads: 1 }),
        ]);
        const [oneSession = [], twoSessions = []] = await compared(rounds, options, '1 and 2 sessions', [
          (sides) => runnerSide(sides, configOf(made, 'detect', { pace: 'unpaced' })),
          (sides) => runnerSide(sides, configOf(made, 'detect', { pace: 'unpaced', sessions: 2 })),
        ]);
        const cores = os.availableParallelism();
        return judgeModels({ stages, ...loopDelays, runner, bare, oneSession, twoSessions, cores });
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

async function make(folder: string): Promise<Made> {
  const at = (name: string) => path.join(folder, name);
  await makeNumberedClip({ path: at('1080p.mp4'), ...CLIP });
  for (const kind of MADE_KINDS) await writeFile(at(`${kind}.onnx`), madeModel(kind));
  return { clip: at('1080p.mp4'), models: { detect: at('detect.onnx'), pose: at('pose.onnx') } };
}

interface Wanted {
  pace: BenchStream['pace'];
  streams?: number;
  sessions?: number;
  targetFps?: number;
}

async function configOf(
  { clip, models }: Made,
  kind: MadeKind,
  { pace, streams = 1, sessions = 1, targetFps }: Wanted
): Promise<RunnerConfig> {
  const config = await benchConfig({ pace, input: null });
  const numbers = Array.from({ length: streams }, (_, index) => index + 1);
  return {
    ...config,
    models: config.models.map((model) => ({ ...model, path: models[kind], sessions })),
    streams: config.streams.flatMap((stream) =>
      numbers.map((number) => ({ ...stream, id: `${stream.id}-${number}`, url: clip, targetFps: targetFps ?? null }))
    ),
  };
}

async function stagesOf(kind: MadeKind, made: Made, rounds: number, { say }: BenchOptions): Promise<Stages> {
  const config = await configOf(made, kind, { pace: 'realtime', targetFps: STAGES_FPS });
  return withRunner(config, async (runner) => {
    await runner.ask('watchResults', undefined);
    await sleep(WARM_UP_MS);
    await runner.ask('takeResults', undefined);
    await sleep(rounds * WINDOW_MS);
    const results = await runner.ask('takeResults', undefined);
    say(`${kind}: ${results.length} results`);
    return {
      preprocessMs: results.map(({ preprocessMs }) => preprocessMs),
      postprocessMs: results.map(({ postprocessMs }) => postprocessMs),
    };
  });
}

/** Also those of this process, which does nothing meanwhile: as much of the delay is of the machine. */
async function loopDelaysOf(made: Made, rounds: number, { say }: BenchOptions): Promise<LoopDelays> {
  const config = await configOf(made, 'detect', { pace: 'realtime', streams: STREAMS });
  return withRunner(config, async (runner) => {
    await sleep(WARM_UP_MS);
    await runner.ask('usage', undefined);
    const delays: LoopDelays = { loopDelayP99Ms: [], idleLoopDelayP99Ms: [] };
    const idle = monitorEventLoopDelay({ resolution: 1 });
    idle.enable();
    for (let round = 0; round < rounds; round += 1) {
      idle.reset();
      await sleep(WINDOW_MS);
      delays.idleLoopDelayP99Ms.push(idle.percentile(99) / 1e6);
      const { loopDelayP99Ms } = await runner.ask('usage', undefined);
      delays.loopDelayP99Ms.push(loopDelayP99Ms);
      say(
        `${STREAMS} streams, round ${round + 1} of ${rounds}: p99 of the event-loop delay ${loopDelayP99Ms.toFixed(1)} ms`
      );
    }
    idle.disable();
    return delays;
  });
}

async function withRunner<T>(
  config: RunnerConfig,
  measure: (runner: HelperProcess<RunnerQuestions>) => Promise<T>
): Promise<T> {
  const module = new URL('../runner-helper.js', import.meta.url);
  const runner = new HelperProcess<RunnerQuestions>(module, RUNNER_ENV, RUNNER_FLAGS);
  try {
    await runner.ask('start', config);
    return await measure(runner);
  } finally {
    await runner.end();
  }
}

async function compared(
  rounds: number,
  { say }: BenchOptions,
  what: string,
  starts: ((sides: Side[]) => Promise<Side>)[]
) {
  const sides: Side[] = [];
  try {
    for (const start of starts) await start(sides);
    return await inTurn(sides, rounds, WINDOW_MS, (round, windows) =>
      say(`${what}, round ${round + 1} of ${rounds}: ${windows.map(({ fps }) => fps.toFixed(1)).join(' and ')} fps`)
    );
  } finally {
    for (const { helper } of sides) await helper.end();
  }
}
