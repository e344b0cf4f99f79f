import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { answerQuestions } from '../helper-process.js';
import type { BareLoop } from './bare-worker.js';

/** What the loop has done until the end of a frame. */
export interface BareProgress {
  frames: number;
  atMs: number;
  inferenceMs: number;
  /** Processor time of this process. */
  cpuMs: number;
}

let worker: Worker | null = null;

const answers = {
  async start(loop: BareLoop): Promise<void> {
    worker = new Worker(new URL('./bare-worker.js', import.meta.url), { workerData: loop });
    await once(worker, 'message');
  },
  async progress(): Promise<BareProgress> {
    if (!worker) throw new Error('not started');
    const answer = once(worker, 'message') as Promise<[Omit<BareProgress, 'cpuMs'>]>;
    worker.postMessage('count');
    const [progress] = await answer;
    const { user, system } = process.cpuUsage();
    return { ...progress, cpuMs: (user + system) / 1000 };
  },
};

export type BareQuestions = typeof answers;

answerQuestions(answers, async () => {
  if (!worker) return;
  const gone = once(worker, 'exit');
  worker.postMessage('end');
  await gone;
});
