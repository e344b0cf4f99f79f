import { setTimeout as sleep } from 'node:timers/promises';
import { HelperProcess } from '../helper-process.js';
import { benchConfig, RUNNER_ENV, RUNNER_FLAGS } from '../runner-config.js';
import type { RunnerQuestions } from '../runner-helper.js';
import type { Bench, BenchOptions, BenchReport } from '../types.js';
import type { BareQuestions } from './bare-helper.js';
import { judgePipeline, type Window } from './judge.js';

const INPUT = { width: 256, height: 256 };
const WARM_UP_MS = 3_000;
/** Time after resuming a side until its rate is steady again. */
const SETTLE_MS = 250;
const WINDOW_MS = 2_000;

/** Frames that were done until a time. */
interface Progress {
  frames: number;
  atMs: number;
  /** Total time of the model. */
  inferenceMs: number;
  /** Processor time of the whole process. */
  cpuMs: number;
}

/** One of the two that are compared. */
interface Side {
  helper: Pick<HelperProcess<never>, 'pause' | 'resume' | 'end'>;
  progress(): Promise<Progress>;
}

/**
 * Frames per second of a whole runner on a file that is not paced, over those of a bare `session.run` loop in a worker
 * with the same model, threads and input. Both exist during the whole benchmark and run alternately, one stopped while
 * the
 * other is measured, in alternating order, so that slow changes affect both alike. Processor time for a frame is
 * judged, too: on a busy machine the runner, which has more threads, gets more of it than the bare loop.
 */
export function pipelineBench(rounds: number): Bench {
  return {
    name: 'pipeline',
    async run({ say }: BenchOptions): Promise<BenchReport> {
      const sides: Side[] = [];
      try {
        const runner = await startRunner(sides);
        const bare = await startBare(sides);
        const windows = { runner: [] as Window[], bare: [] as Window[] };
        for (let round = 0; round < rounds; round += 1) {
          if (round % 2 === 0) windows.bare.push(await measure(bare));
          windows.runner.push(await measure(runner));
          if (round % 2 === 1) windows.bare.push(await measure(bare));
          const [whole = NaN, loop = NaN] = [windows.runner[round]?.fps, windows.bare[round]?.fps];
          say(`round ${round + 1} of ${rounds}: runner ${whole.toFixed(1)} fps, bare loop ${loop.toFixed(1)} fps`);
        }
        return judgePipeline(windows.runner, windows.bare);
      } finally {
        for (const { helper } of sides) await helper.end();
      }
    },
  };
}

async function startRunner(sides: Side[]): Promise<Side> {
  const helper = new HelperProcess<RunnerQuestions>(
    new URL('../runner-helper.js', import.meta.url),
    RUNNER_ENV,
    RUNNER_FLAGS
  );
  const progress = async () => {
    const { framesInferred, atMs, inferenceMs, cpuMs } = await helper.ask('usage', undefined);
    return { frames: framesInferred, atMs, inferenceMs, cpuMs };
  };
  const side = { helper, progress };
  sides.push(side);
  await helper.ask('start', await benchConfig({ pace: 'unpaced', input: INPUT }));
  await sleep(WARM_UP_MS);
  helper.pause();
  return side;
}

async function startBare(sides: Side[]): Promise<Side> {
  const helper = new HelperProcess<BareQuestions>(
    new URL('./bare-helper.js', import.meta.url),
    RUNNER_ENV,
    RUNNER_FLAGS
  );
  const side = { helper, progress: () => helper.ask('progress', undefined) };
  sides.push(side);
  const [model] = (await benchConfig({ pace: 'unpaced', input: INPUT })).models;
  await helper.ask('start', { ...INPUT, path: model?.path ?? '', threads: model?.threads ?? 1 });
  await sleep(WARM_UP_MS);
  helper.pause();
  return side;
}

async function measure(side: Side): Promise<Window> {
  side.helper.resume();
  await sleep(SETTLE_MS);
  const before = await side.progress();
  await sleep(WINDOW_MS);
  const after = await side.progress();
  side.helper.pause();
  const ms = after.atMs - before.atMs;
  const frames = after.frames - before.frames;
  return {
    fps: (frames * 1000) / ms,
    cpuMsPerFrame: (after.cpuMs - before.cpuMs) / frames,
    busy: (after.inferenceMs - before.inferenceMs) / ms,
  };
}
