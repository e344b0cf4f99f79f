import type { Clock } from '@framewatch/service-kit';
import type { ModelInput } from '../input/format.js';
import type { SessionResult } from './session.js';

/**
 * How long a picture waits for others to be run with, milliseconds: a third of the time between two frames of a camera, so that
 * of four cameras two or three come together. Longer waits would be latency that everybody sees.
 */
export const BATCH_WAIT_MS = 10;

export interface BatcherOptions {
  /** Most pictures of one run. */
  size: number;
  /** Runs that are under way at a time. */
  sessions: number;
  /** Runs the model on these pictures. One outcome for each, in their order. Must not reject. */
  run: (inputs: readonly ModelInput[]) => Promise<PromiseSettledResult<SessionResult>[]>;
  clock: Clock;
}

interface Waiting {
  input: ModelInput;
  sinceMs: number;
  settle: (outcome: PromiseSettledResult<SessionResult>) => void;
}

/**
 * Gathers pictures of one size for one run of a model: as many as come within BATCH_WAIT_MS of the first, or while all sessions
 * are busy. The picture that waits longest is in the next run.
 */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #waiting: Waiting[] = [];
  #underWay = 0;
  #cancelWait: (() => void) | null = null;

  constructor(options: BatcherOptions) {
    this.#options = options;
  }

  add(input: ModelInput): Promise<SessionResult> {
    return new Promise((resolve, reject) => {
      const settle: Waiting['settle'] = (outcome) => {
        if (outcome.status === 'fulfilled') resolve(outcome.value);
        else reject(outcome.reason as Error);
      };
      this.#waiting.push({ input, sinceMs: this.#options.clock.nowMs(), settle });
      this.#start();
    });
  }

  /** Starts the runs that can be started. */
  #start(): void {
    this.#cancelWait?.();
    this.#cancelWait = null;
    const { size, sessions, clock } = this.#options;
    for (;;) {
      const [oldest] = this.#waiting;
      if (!oldest || this.#underWay === sessions) return;
      const batch = this.#waiting.filter(({ input }) => sameSize(input, oldest.input)).slice(0, size);
      const leftMs = oldest.sinceMs + BATCH_WAIT_MS - clock.nowMs();
      if (batch.length < size && leftMs > 0) {
        this.#cancelWait = clock.after(leftMs, () => this.#start());
        return;
      }
      for (const each of batch) this.#waiting.splice(this.#waiting.indexOf(each), 1);
      void this.#run(batch);
    }
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    this.#underWay += 1;
    const startMs = this.#options.clock.nowMs();
    const outcomes = await this.#options.run(batch.map(({ input }) => input));
    this.#underWay -= 1;
    batch.forEach(({ settle, sinceMs }, index) => {
      const outcome = outcomes[index];
      if (outcome) settle(withWait(outcome, startMs - sinceMs));
    });
    this.#start();
  }
}

function withWait(outcome: PromiseSettledResult<SessionResult>, waitedMs: number) {
  if (outcome.status === 'rejected') return outcome;
  return { ...outcome, value: { ...outcome.value, queueMs: outcome.value.queueMs + waitedMs } };
}

function sameSize({ letterbox: a }: ModelInput, { letterbox: b }: ModelInput): boolean {
  return a.inputWidth === b.inputWidth && a.inputHeight === b.inputHeight;
}
