import { setTimeout as sleep } from 'node:timers/promises';
import { ensureModel, ensureSampleClip } from '@framewatch/models';
import { HelperProcess } from '../helper-process.js';
import type { BareQuestions } from '../pipeline/bare-helper.js';
import { benchConfig, RUNNER_ENV, RUNNER_FLAGS } from '../runner-config.js';
import type { RunnerQuestions } from '../runner-helper.js';
import type { Bench, BenchOptions, BenchReport } from '../types.js';
import { threadCost } from './breakdown.js';
import type { BareVideo, FfmpegQuestions } from './ffmpeg-helper.js';
import { type CostRound, judgeCost } from './judge.js';
import { elapsed, memory, threadTimes } from './process-tree.js';
import { Program } from './program.js';

const INPUT = { width: 256, height: 160 };
/** Of the clip's pictures in that input: it keeps their aspect ratio. */
const SCALED = { width: 256, height: 144 };
const WARM_UP_MS = 4_000;
/** After a side was resumed, until it is at its pace again. */
const SETTLE_MS = 250;
const WINDOW_MS = 3_000;
const BARE_MS = 1_500;
const PROFILE_MS = 2_500;

/**
 * What a frame costs: the program as it is deployed, of one stream that is not paced. What each thread takes comes from
 * the kernel; how main and model thread spend it, from a CPU profile of another runner; what FFmpeg's threads spend it
 * on, from decoding and scaling alone. All run by turns, the others stopped meanwhile, so that what else the machine
 * does hits all alike.
 */
export function costBench(rounds: number): Bench {
  return {
    name: 'cost',
    async run({ say }: BenchOptions): Promise<BenchReport> {
      const [model, clip] = [await ensureModel('movenet-multipose'), await ensureSampleClip()];
      const video: BareVideo = { path: clip.path, ...SCALED };
      const program = await Program.start(programConfig(model.path, clip.path));
      const profiled = new HelperProcess<RunnerQuestions>(
        new URL('../runner-helper.js', import.meta.url),
        RUNNER_ENV,
        RUNNER_FLAGS
      );
      const bare = new HelperProcess<BareQuestions>(
        new URL('../pipeline/bare-helper.js', import.meta.url),
        RUNNER_ENV,
        RUNNER_FLAGS
      );
      const ffmpeg = new HelperProcess<FfmpegQuestions>(new URL('./ffmpeg-helper.js', import.meta.url), RUNNER_ENV);
      const helpers = [profiled, bare, ffmpeg];
      try {
        await sleep(WARM_UP_MS);
        program.pause();
        await profiled.ask('start', await benchConfig({ pace: 'unpaced', input: INPUT }));
        await sleep(WARM_UP_MS);
        profiled.pause();
        await bare.ask('start', {
          path: model.path,
          type: 'uint8',
          dims: [1, INPUT.height, INPUT.width, 3],
          threads: 1,
        });
        bare.pause();
        const measured: CostRound[] = [];
        for (let round = 0; round < rounds; round += 1) {
          const one: CostRound = {
            ...(await measureProgram(program)),
            ...(await measureProfile(profiled)),
            bareRunMs: await measureBare(bare),
            video: await ffmpeg.ask('measure', video),
          };
          measured.push(one);
          const { main, model, others } = one.threads;
          say(
            `round ${round + 1} of ${rounds}: ${(main + model + others).toFixed(2)} ms of processor time for a frame`
          );
        }
        return judgeCost(measured);
      } finally {
        for (const helper of helpers) await helper.end();
        await program.end();
      }
    },
  };
}

/** As a configuration file says it: what is left out takes its default. */
function programConfig(model: string, clip: string): object {
  return {
    id: 'bench',
    logLevel: 'error',
    models: [{ name: 'pose', path: model, threads: 1, input: INPUT }],
    streams: [{ id: 'sample', url: clip, model: 'pose', pace: 'unpaced', loop: true }],
    viewer: { host: '127.0.0.1', port: 0 },
  };
}

async function measureProgram(program: Program): Promise<Pick<CostRound, 'threads' | 'runner' | 'supervisor'>> {
  program.resume();
  await sleep(SETTLE_MS);
  const read = async () => ({
    runner: await threadTimes(program.pid),
    supervisor: await threadTimes(program.supervisorPid),
    frames: await program.frames(),
  });
  const before = await read();
  await sleep(WINDOW_MS);
  const after = await read();
  const [runner, supervisor] = [await memory(program.pid), await memory(program.supervisorPid)];
  program.pause();
  const frames = after.frames - before.frames;
  const watching = [...elapsed(before.supervisor, after.supervisor).values()].reduce((total, ms) => total + ms, 0);
  const threads = threadCost(program.pid, elapsed(before.runner, after.runner), frames);
  return { threads: { ...threads, supervisor: watching / frames }, runner, supervisor };
}

async function measureProfile(profiled: HelperProcess<RunnerQuestions>): Promise<Pick<CostRound, 'shares'>> {
  profiled.resume();
  await sleep(SETTLE_MS);
  const shares = await profiled.ask('profile', PROFILE_MS);
  profiled.pause();
  return { shares };
}

/** Processor time of a run of the model with nothing around it, milliseconds. */
async function measureBare(bare: HelperProcess<BareQuestions>): Promise<number> {
  bare.resume();
  await sleep(SETTLE_MS);
  const before = await bare.ask('progress', undefined);
  await sleep(BARE_MS);
  const after = await bare.ask('progress', undefined);
  bare.pause();
  return (after.cpuMs - before.cpuMs) / (after.frames - before.frames);
}
