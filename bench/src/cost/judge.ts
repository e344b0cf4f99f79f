import { atMost, reportOf } from '../checks.js';
import { median } from '../statistics.js';
import type { BenchReport } from '../types.js';
import { type Stage, STAGES, stagesOf, type ThreadCost } from './breakdown.js';
import type { Memory } from './process-tree.js';
import type { Shares } from './profile.js';

/** What one round measured. */
export interface CostRound {
  threads: ThreadCost;
  runner: Memory;
  supervisor: Memory;
  shares: { main: Shares; model: Shares };
  /** Processor time for a frame, milliseconds. */
  bareRunMs: number;
  video: { decode: number; scale: number };
}

/** The runner decodes, scales and reads what the model says; the model itself is most of the work. */
const CPU_TARGET = 1.4;
const MEMORY_TARGET_MIB = 200;

/** The medians of the rounds count; the ratio is that of each round, since both sides of it were measured in turn. */
export function judgeCost(rounds: readonly CostRound[]): BenchReport {
  const of = (value: (round: CostRound) => number): number => median(rounds.map(value));
  const stages = rounds.map(({ threads, shares, bareRunMs, video }) =>
    stagesOf({ threads, ...shares, bareRunMs, ...video })
  );
  const cpuMs = ({ threads: { main, model, others, supervisor } }: CostRound): number =>
    main + model + others + supervisor;
  const cpuRatio = of((round) => cpuMs(round) / round.bareRunMs);
  const rssMiB = of(({ runner }) => runner.rssMiB);
  const checks = [
    atMost('processor time of the program for a frame over that of session.run alone', cpuRatio, CPU_TARGET),
    atMost('resident memory of the process that infers, MiB', rssMiB, MEMORY_TARGET_MIB),
  ];
  return reportOf('cost', checks, {
    cpuMsPerFrame: of(cpuMs),
    bareSessionRunMs: of(({ bareRunMs }) => bareRunMs),
    cpuRatio,
    mainThreadMs: of(({ threads }) => threads.main),
    modelThreadMs: of(({ threads }) => threads.model),
    otherThreadsMs: of(({ threads }) => threads.others),
    ...Object.fromEntries(STAGES.map((stage) => [nameOf(stage), median(stages.map((each) => each[stage]))])),
    runnerRssMiB: rssMiB,
    runnerPssMiB: of(({ runner }) => runner.pssMiB),
    supervisorRssMiB: of(({ supervisor }) => supervisor.rssMiB),
    supervisorPssMiB: of(({ supervisor }) => supervisor.pssMiB),
    treePssMiB: of(({ runner, supervisor }) => runner.pssMiB + supervisor.pssMiB),
  });
}

/** `stageSessionRunMs` for `sessionRun`. */
function nameOf(stage: Stage): string {
  return `stage${stage.charAt(0).toUpperCase()}${stage.slice(1)}Ms`;
}
