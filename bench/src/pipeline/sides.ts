import { setTimeout as sleep } from 'node:timers/promises';
import type { RunnerConfig } from '@framewatch/inference-runner';
import { HelperProcess } from '../helper-process.js';
import { RUNNER_ENV, RUNNER_FLAGS } from '../runner-config.js';
import type { RunnerQuestions } from '../runner-helper.js';
import type { BareQuestions } from './bare-helper.js';
import type { BareLoop } from './bare-worker.js';
import type { Window } from './judge.js';

const WARM_UP_MS = 3_000;
/** Time after resuming a side until its rate is steady again. */
const SETTLE_MS = 250;

/** Frames that were done until the last of them was, by the clock of its process. */
interface Progress {
  frames: number;
  atMs: number;
  /** Total time of the model. */
  inferenceMs: number;
  /** Processor time of the whole process. */
  cpuMs: number;
}

/** One of those that are compared. */
export interface Side {
  helper: Pick<HelperProcess<never>, 'pause' | 'resume' | 'end'>;
  progress(): Promise<Progress>;
}

/** Starts a whole runner, and pauses it. The side is in `sides`, whose owner ends it, from the start of its process on. */
export async function runnerSide(sides: Side[], config: Promise<RunnerConfig>): Promise<Side> {
  const module = new URL('../runner-helper.js', import.meta.url);
  const helper = new HelperProcess<RunnerQuestions>(module, RUNNER_ENV, RUNNER_FLAGS);
  const progress = async () => {
    const { framesInferred, inferredAtMs, inferenceMs, cpuMs } = await helper.ask('usage', undefined);
    return { frames: framesInferred, atMs: inferredAtMs, inferenceMs, cpuMs };
  };
  const side = { helper, progress };
  sides.push(side);
  await helper.ask('start', await config);
  await sleep(WARM_UP_MS);
  helper.pause();
  return side;
}

/** The same for a bare loop. */
export async function bareSide(sides: Side[], loop: BareLoop): Promise<Side> {
  const module = new URL('./bare-helper.js', import.meta.url);
  const helper = new HelperProcess<BareQuestions>(module, RUNNER_ENV, RUNNER_FLAGS);
  const side = { helper, progress: () => helper.ask('progress', undefined) };
  sides.push(side);
  await helper.ask('start', loop);
  await sleep(WARM_UP_MS);
  helper.pause();
  return side;
}

/**
 * Measures paused sides one after another, round by round, in alternating order, so that slow changes of the machine affect
 * all alike. Returns the windows of each side. `told` gets those of each round.
 */
export async function inTurn(
  sides: readonly Side[],
  rounds: number,
  windowMs: number,
  told: (round: number, windows: readonly Window[]) => void
): Promise<Window[][]> {
  const windows = sides.map((): Window[] => []);
  for (let round = 0; round < rounds; round += 1) {
    const order = [...sides.keys()];
    for (const index of round % 2 === 0 ? order.reverse() : order) {
      const side = sides[index];
      if (side) windows[index]?.push(await measure(side, windowMs));
    }
    told(
      round,
      windows.flatMap((each) => each.slice(-1))
    );
  }
  return windows;
}

async function measure(side: Side, windowMs: number): Promise<Window> {
  side.helper.resume();
  await sleep(SETTLE_MS);
  const before = await side.progress();
  await sleep(windowMs);
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
