import type { Detection } from '@framewatch/protocol';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '@framewatch/service-kit';
import {
  inferenceError,
  type InferenceErrorReason,
  messageOf,
  ModelFileError,
  ModelHungError,
  ModelWorkerError,
} from '../errors.js';
import type { ModelInput } from '../input/format.js';
import {
  type Decoding,
  type Fallback,
  type FromWorker,
  type RefusedProvider,
  type SessionSignature,
  threadClockMs,
  type ToWorker,
} from './messages.js';
import { RunDeadline } from './run-deadline.js';

/** The part of a worker thread that a session uses. */
export interface SessionThread {
  on(event: 'message', listener: (message: FromWorker) => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  on(event: 'exit', listener: (code: number) => void): void;
  postMessage(message: ToWorker, transfer?: ArrayBuffer[]): void;
}

export interface SessionResult {
  detections: Detection[];
  queueMs: number;
  /** Making tensors of pixels. */
  tensorMs: number;
  inferenceMs: number;
  postprocessMs: number;
  /** The input's memory, given back. */
  spare: ArrayBuffer;
}

export interface SessionInfo {
  provider: string;
  refused: readonly RefusedProvider[];
  signature: SessionSignature;
}

/** A thread that ends by itself this often is not started again: the cause will not go away. */
export const MOST_RESTARTS = 3;

/** Loading the model once more after its thread has ended may take this long; the first time no frame waits for it. */
const LOAD_AGAIN_MS = 120_000;
/** A timer that is so late says that this process was held up itself: the answer may be there already, unread. */
const HELD_UP_MS = 500;

export interface ModelSessionOptions {
  /** Of the model. */
  name: string;
  /** `without`: execution providers on which the model has failed, which are not tried again. */
  spawn: (without: readonly string[]) => SessionThread;
  log: Logger;
  /** Told once, when the model cannot be run any more. */
  lost: (error: Error) => void;
  /** Told when the model failed on a provider while it ran, and runs on another now. */
  fellBack?: (fallback: Fallback) => void;
  deadline?: RunDeadline;
  clock?: Clock;
}

interface Pending {
  postedMs: number;
  resolve(outcomes: PromiseSettledResult<SessionResult>[]): void;
  reject(error: Error): void;
}

/**
 * The main thread's end of an ONNX session. When the session's thread ends by itself, what it was doing is rejected
 * with a ModelWorkerError and it is started again, at most MOST_RESTARTS times; then the model is lost. It is lost, too,
 * when a run takes longer than it may: nothing but the end of the process ends such a run.
 */
export class ModelSession {
  readonly #name: string;
  readonly #spawn: (without: readonly string[]) => SessionThread;
  readonly #log: Logger;
  readonly #lost: (error: Error) => void;
  readonly #tellFallback: (fallback: Fallback) => void;
  readonly #pending = new Map<number, Pending>();
  #thread: SessionThread | null = null;
  #nextId = 0;
  #restarts = 0;
  #closing = false;
  #closed: (() => void) | null = null;
  readonly #deadline: RunDeadline;
  readonly #clock: Clock;
  /** Null until the thread has loaded the model. */
  #provider: string | null = null;
  #cancelWatch: (() => void) | null = null;
  #decoding: Decoding | null = null;
  /** Providers on which it has failed. */
  readonly #failed: string[] = [];

  constructor({ name, spawn, log, lost, fellBack, deadline, clock }: ModelSessionOptions) {
    this.#name = name;
    this.#spawn = spawn;
    this.#log = log;
    this.#lost = lost;
    this.#tellFallback = fellBack ?? (() => undefined);
    this.#deadline = deadline ?? new RunDeadline(null);
    this.#clock = clock ?? systemClock;
  }

  /** Starts the thread and loads the model. Rejects with a ModelFileError when ONNX Runtime cannot read it. */
  open(): Promise<SessionInfo> {
    return new Promise((resolve, reject) => {
      const thread = this.#spawn(this.#failed);
      let failure: unknown;
      let ready = false;
      this.#thread = thread;
      this.#tellDecoding();
      thread.on('message', (message) => {
        if (message.type === 'unusable') reject(new ModelFileError(message.message));
        else if (message.type === 'fell-back') this.#fellBack(message);
        else if (message.type !== 'ready') this.#settle(message);
        else {
          ready = true;
          this.#provider = message.provider;
          this.#watch();
          resolve(message);
        }
      });
      thread.on('error', (error) => {
        failure = error;
      });
      thread.on('exit', (code) => {
        const cause = failure === undefined ? `exit code ${code}` : messageOf(failure);
        const error = new ModelWorkerError(`model \`${this.#name}\`: its thread ended: ${cause}`);
        reject(error);
        this.#ended(error, ready);
      });
    });
  }

  /** It has loaded the model, and answers as fast as it can. */
  get ready(): boolean {
    return this.#thread !== null && this.#provider !== null && !this.#closing;
  }

  /** Runs that are not answered yet. */
  get underWay(): number {
    return this.#pending.size;
  }

  /** Says how outputs are read, once and before the first run. */
  decode(decoding: Decoding): void {
    this.#decoding = decoding;
    this.#tellDecoding();
  }

  /**
   * Runs the model once, on one picture or more of one size, and reads its outputs: one outcome for each. The inputs' memory is
   * handed over. Rejects with a ModelWorkerError, a ModelHungError or, where the model goes on, an InferenceError; pictures
   * whose outputs cannot be read are rejected with such by themselves.
   */
  run(inputs: readonly ModelInput[]): Promise<PromiseSettledResult<SessionResult>[]> {
    const thread = this.#thread;
    if (!thread || this.#closing) return Promise.reject(new ModelWorkerError(`model \`${this.#name}\` does not run`));
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      this.#pending.set(id, { postedMs: threadClockMs(), resolve, reject });
      if (this.#pending.size === 1) this.#watch();
      thread.postMessage(
        { type: 'run', id, inputs },
        inputs.map(({ pixels }) => pixels)
      );
    });
  }

  /** Ends the thread after what it was given to do. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#closing = true;
    if (!thread) return;
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      thread.postMessage({ type: 'close' });
    });
  }

  #tellDecoding(): void {
    if (this.#decoding) this.#thread?.postMessage({ type: 'decode', decoding: this.#decoding });
  }

  #fellBack(fallback: Fallback): void {
    this.#provider = fallback.to;
    const { from, to, reason } = fallback;
    this.#failed.push(from);
    this.#log.error(
      { from, to, reason },
      'the model failed on its execution provider, it runs on another one from now on'
    );
    this.#tellFallback(fallback);
    this.#watch();
  }

  #settle(message: Extract<FromWorker, { id: number }>): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (!pending) return;
    this.#watch();
    if (message.type === 'failed') {
      pending.reject(this.#inferenceError(message));
      return;
    }
    const { outcomes, startMs, tensorMs, inferenceMs, spares } = message;
    this.#deadline.ran(inferenceMs);
    const queueMs = Math.max(0, startMs - pending.postedMs);
    pending.resolve(
      outcomes.map((outcome, index) => {
        if ('reason' in outcome) return { status: 'rejected', reason: this.#inferenceError(outcome) };
        const spare = spares[index] ?? new ArrayBuffer(0);
        return { status: 'fulfilled', value: { ...outcome, queueMs, tensorMs, inferenceMs, spare } };
      })
    );
  }

  #inferenceError({ reason, message }: { reason: InferenceErrorReason; message: string }): Error {
    return inferenceError(reason, this.#name, new Error(message));
  }

  /** Runs come one after another: the time of the oldest starts now, where there is one. */
  #watch(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = null;
    if (this.#pending.size === 0) return;
    const ms = this.#provider === null ? LOAD_AGAIN_MS : this.#deadline.ms(this.#provider);
    const dueMs = this.#clock.nowMs() + ms;
    this.#cancelWatch = this.#clock.after(ms, () => {
      if (this.#clock.nowMs() - dueMs > HELD_UP_MS) this.#watch();
      else this.#hung(ms);
    });
  }

  #hung(ms: number): void {
    const remedy =
      'look at the load of the machine and at its GPU; a model that needs longer takes inferenceTimeoutSeconds';
    const error = new ModelHungError(`model \`${this.#name}\`: no answer within ${ms / 1000} s: ${remedy}`);
    this.#closing = true;
    // The thread reads this if the run ends after all.
    this.#thread?.postMessage({ type: 'close' });
    this.#dropThread(error);
    this.#lost(error);
  }

  #dropThread(error: Error): void {
    this.#thread = null;
    this.#provider = null;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
    this.#watch();
    this.#closed?.();
  }

  #ended(error: ModelWorkerError, wasReady: boolean): void {
    const provider = this.#provider;
    this.#dropThread(error);
    if (!this.#closing && wasReady) this.#restart(error, provider);
  }

  /** `provider`: what the thread ran the model on. Where that does not take it again, the model has fallen back, too. */
  #restart(error: ModelWorkerError, provider: string | null): void {
    if (this.#restarts === MOST_RESTARTS) {
      this.#lost(error);
      return;
    }
    this.#restarts += 1;
    this.#log.error(
      { err: error, restart: this.#restarts, most: MOST_RESTARTS },
      'model thread ended, starting it again'
    );
    const opened = ({ provider: to, refused }: SessionInfo) => {
      const from = refused.find((each) => each.provider === provider)?.provider;
      if (from !== undefined) this.#fellBack({ from, to, reason: error.message });
    };
    this.open().then(opened, (cause: unknown) => {
      this.#lost(new ModelWorkerError(`model \`${this.#name}\`: its thread cannot be started again`, { cause }));
    });
  }
}
