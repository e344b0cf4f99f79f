import { atLeast, atMost, reportOf } from '../checks.js';
import type { Window } from '../pipeline/judge.js';
import { MADE_KINDS, type MadeKind } from './made-model.js';
import { median, percentile } from '../statistics.js';
import type { BenchReport } from '../types.js';

/** What results took before and after the inference, milliseconds. */
export interface Stages {
  preprocessMs: number[];
  postprocessMs: number[];
}

/** 99th percentiles, round by round. */
export interface LoopDelays {
  /** Of the runner's main thread, while four streams are inferred. */
  loopDelayP99Ms: number[];
  /** Of a process that does nothing, at the same time: what the machine adds. */
  idleLoopDelayP99Ms: number[];
}

export interface Measured extends LoopDelays {
  stages: Readonly<Record<MadeKind, Stages>>;
  /** Round by round: a whole runner, and a bare loop of the same model. */
  runner: readonly Window[];
  bare: readonly Window[];
  /** Round by round, of runners that have one session and two. */
  oneSession: readonly Window[];
  twoSessions: readonly Window[];
  cores: number;
}

const INPUT_TARGET_MS = 2;
const READING_TARGET_MS = 2;
const LOOP_DELAY_TARGET_MS = 5;
const PIPELINE_TARGET = 0.98;
const SESSIONS_TARGET = 1.7;
/** The runner cannot be faster than its model alone, but it can be given more of a busy machine. */
const CREDIBLE = 1.05;

/** Medians of rounds count; the times of stages are those of all results. */
export function judgeModels(measured: Measured): BenchReport {
  const { stages, cores } = measured;
  const ratio = median(ratios(measured.runner, measured.bare, 'fps'));
  const sessionsRatio = median(ratios(measured.twoSessions, measured.oneSession, 'fps'));
  const loopDelayP99Ms = median(measured.loopDelayP99Ms);
  const checks = [
    ...MADE_KINDS.flatMap((kind) => [
      atMost(
        `${kind}: making an input of 640×640 of 1080p, median, ms`,
        median(stages[kind].preprocessMs),
        INPUT_TARGET_MS
      ),
      atMost(`${kind}: reading the outputs, p95, ms`, percentile(stages[kind].postprocessMs, 0.95), READING_TARGET_MS),
    ]),
    atMost('event-loop delay of the main thread with 4 streams, p99, ms', loopDelayP99Ms, LOOP_DELAY_TARGET_MS),
    atLeast('frames per second of the runner over those of a bare loop', ratio, PIPELINE_TARGET),
    // With one core, two sessions take turns.
    ...(cores < 2
      ? []
      : [atLeast('frames per second with 2 sessions over those with 1', sessionsRatio, SESSIONS_TARGET)]),
  ];
  const report = reportOf('models', checks, {
    ...stageFigures('detect', stages.detect),
    ...stageFigures('pose', stages.pose),
    loopDelayP99Ms,
    idleLoopDelayP99Ms: median(measured.idleLoopDelayP99Ms),
    ratio,
    cpuRatio: median(ratios(measured.runner, measured.bare, 'cpuMsPerFrame')),
    runnerFps: medianOf(measured.runner, 'fps'),
    bareFps: medianOf(measured.bare, 'fps'),
    runnerCpuMsPerFrame: medianOf(measured.runner, 'cpuMsPerFrame'),
    bareCpuMsPerFrame: medianOf(measured.bare, 'cpuMsPerFrame'),
    sessionsRatio,
    oneSessionFps: medianOf(measured.oneSession, 'fps'),
    twoSessionsFps: medianOf(measured.twoSessions, 'fps'),
  });
  if (ratio <= CREDIBLE) return report;
  const notJudged = `the runner was ${ratio.toFixed(2)} times as fast as the model alone, so it was given more of the machine`;
  return { ...report, notJudged };
}

type Figure = 'fps' | 'cpuMsPerFrame';

function ratios(some: readonly Window[], others: readonly Window[], figure: Figure): number[] {
  return some.map((one, round) => one[figure] / (others[round]?.[figure] ?? NaN));
}

function medianOf(windows: readonly Window[], figure: Figure): number {
  return median(windows.map((one) => one[figure]));
}

function stageFigures(kind: MadeKind, { preprocessMs, postprocessMs }: Stages): Record<string, number> {
  return {
    [`${kind}InputP50Ms`]: median(preprocessMs),
    [`${kind}InputP95Ms`]: percentile(preprocessMs, 0.95),
    [`${kind}ReadingP50Ms`]: median(postprocessMs),
    [`${kind}ReadingP95Ms`]: percentile(postprocessMs, 0.95),
  };
}
