import { type Shares, WORK, type Work } from './profile.js';

/** Processor time for a frame, milliseconds, of each part of the runner; from the kernel. */
export interface ThreadCost {
  main: number;
  /** The thread that runs the model. */
  model: number;
  /** libuv's pool, in which FFmpeg works, and V8's own threads. */
  others: number;
  /** The small process that watches over the runner. */
  supervisor: number;
}

export interface Measured {
  threads: ThreadCost;
  /** How main and model thread spend their time. */
  main: Shares;
  model: Shares;
  /** `session.run`, decoding and scaling alone, in processes that do nothing else: milliseconds for a frame. */
  bareRunMs: number;
  decode: number;
  scale: number;
}

export const STAGES = ['decode', 'scale', ...WORK, 'otherThreads', 'supervisor'] as const;
export type Stage = (typeof STAGES)[number];

/**
 * Where the processor time of a frame goes, milliseconds. The stages add up to what all threads took. What the thread of
 * the model took beyond a bare run is divided as its profile says: the profile measures time, in which a thread may also
 * have waited for a processor, so that it is not asked about the run itself. What FFmpeg's threads took beyond decoding
 * and scaling is `otherThreads`. Where a bare measurement was the slower one, what is left is below zero.
 */
export function stagesOf({ threads, main, model, bareRunMs, decode, scale }: Measured): Record<Stage, number> {
  const besideRun = 1 - model.sessionRun;
  const leftMs = threads.model - bareRunMs;
  const both = (work: Work): number =>
    threads.main * main[work] + (besideRun > 0 ? (leftMs * model[work]) / besideRun : 0);
  const works = Object.fromEntries(WORK.map((work) => [work, both(work)])) as Record<Work, number>;
  return {
    decode,
    scale,
    ...works,
    sessionRun: bareRunMs + (besideRun > 0 ? 0 : leftMs) + threads.main * main.sessionRun,
    otherThreads: threads.others - decode - scale,
    supervisor: threads.supervisor,
  };
}

/**
 * Divides what the threads of a process took: `pid` is its main thread, the model's is the one that took most of the
 * others, as a run of a model is most of a frame.
 */
export function threadCost(
  pid: number,
  times: ReadonlyMap<number, number>,
  frames: number
): Omit<ThreadCost, 'supervisor'> {
  const main = times.get(pid) ?? 0;
  const rest = [...times].flatMap(([thread, ms]) => (thread === pid ? [] : [ms]));
  const model = Math.max(0, ...rest);
  const others = rest.reduce((total, ms) => total + ms, 0) - model;
  return { main: main / frames, model: model / frames, others: others / frames };
}
