import { benchConfig } from '../runner-config.js';
import type { Bench, BenchOptions, BenchReport } from '../types.js';
import { judgePipeline } from './judge.js';
import { bareSide, inTurn, runnerSide, type Side } from './sides.js';

const INPUT = { width: 256, height: 256 };
const WINDOW_MS = 2_000;

/**
 * Frames per second of a whole runner on a file that is not paced, over those of a bare `session.run` loop in a worker
 * with the same model, threads and input. Both exist during the whole benchmark and run alternately, one stopped while
 * the other is measured. Processor time for a frame is judged, too: on a busy machine the runner, which has more threads,
 * gets more of it than the bare loop.
 */
export function pipelineBench(rounds: number): Bench {
  return {
    name: 'pipeline',
    async run({ say }: BenchOptions): Promise<BenchReport> {
      const sides: Side[] = [];
      try {
        const config = await benchConfig({ pace: 'unpaced', input: INPUT });
        await runnerSide(sides, Promise.resolve(config));
        const [model] = config.models;
        const dims = [1, INPUT.height, INPUT.width, 3];
        await bareSide(sides, { path: model?.path ?? '', type: 'uint8', dims, threads: model?.threads ?? 1 });
        const [runner = [], bare = []] = await inTurn(sides, rounds, WINDOW_MS, (round, windows) => {
          const [whole = NaN, loop = NaN] = windows.map(({ fps }) => fps);
          say(`round ${round + 1} of ${rounds}: runner ${whole.toFixed(1)} fps, bare loop ${loop.toFixed(1)} fps`);
        });
        return judgePipeline(runner, bare);
      } finally {
        for (const { helper } of sides) await helper.end();
      }
    },
  };
}
