import type { Logger } from 'pino';
import { messageOf, ModelFileError, ModelWorkerError } from './errors.js';
import { type FromWorker, type RefusedProvider, threadClockMs, type ToWorker } from './session-messages.js';
import type { ModelSignature, TensorData } from './types.js';

/** The part of a worker thread that a session uses. */
export interface SessionThread {
  on(event: 'message', listener: (message: FromWorker) => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  on(event: 'exit', listener: (code: number) => void): void;
  postMessage(message: ToWorker, transfer?: ArrayBuffer[]): void;
}

export interface SessionResult {
  outputs: Record<string, TensorData>;
  queueMs: number;
  inferenceMs: number;
  /** The input's memory, given back. */
  spare: ArrayBuffer;
}

export interface SessionInfo {
  provider: string;
  refused: RefusedProvider[];
  signature: ModelSignature;
}

/** A thread that ends by itself this often is not started again: the cause will not go away. */
export const MOST_RESTARTS = 3;

interface Pending {
  postedMs: number;
  resolve(result: SessionResult): void;
  reject(error: Error): void;
}

/**
 * The main thread's end of an ONNX session. When the session's thread ends by itself, what it was doing is rejected
 * with a ModelWorkerError and it is started again, at most MOST_RESTARTS times; then the model is lost.
 */
export class ModelSession {
  readonly #name: string;
  readonly #spawn: () => SessionThread;
  readonly #log: Logger;
  readonly #lost: (error: Error) => void;
  readonly #pending = new Map<number, Pending>();
  #thread: SessionThread | null = null;
  #nextId = 0;
  #restarts = 0;
  #closing = false;
  #closed: (() => void) | null = null;

  /** `lost`: told once, when the thread is not started any more. */
  constructor(name: string, spawn: () => SessionThread, log: Logger, lost: (error: Error) => void) {
    this.#name = name;
    this.#spawn = spawn;
    this.#log = log;
    this.#lost = lost;
  }

  /** Starts the thread and loads the model. Rejects with a ModelFileError when ONNX Runtime cannot read it. */
  open(): Promise<SessionInfo> {
    return new Promise((resolve, reject) => {
      const thread = this.#spawn();
      let failure: unknown;
      let ready = false;
      this.#thread = thread;
      thread.on('message', (message) => {
        if (message.type === 'unusable') reject(new ModelFileError(message.message));
        else if (message.type !== 'ready') this.#settle(message);
        else {
          ready = true;
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

  /** Runs the model once. The input's memory is handed over. Rejects with a ModelWorkerError or with the model's error. */
  run(input: TensorData): Promise<SessionResult> {
    const thread = this.#thread;
    if (!thread || this.#closing) return Promise.reject(new ModelWorkerError(`model \`${this.#name}\` does not run`));
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      this.#pending.set(id, { postedMs: threadClockMs(), resolve, reject });
      thread.postMessage({ type: 'run', id, input }, [input.data]);
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

  #settle(message: Extract<FromWorker, { id: number }>): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (!pending) return;
    if (message.type === 'failed') {
      pending.reject(new Error(message.message));
      return;
    }
    const { outputs, startMs, inferenceMs, spare } = message;
    pending.resolve({ outputs, queueMs: Math.max(0, startMs - pending.postedMs), inferenceMs, spare });
  }

  #ended(error: ModelWorkerError, wasReady: boolean): void {
    this.#thread = null;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
    this.#closed?.();
    if (!this.#closing && wasReady) this.#restart(error);
  }

  #restart(error: ModelWorkerError): void {
    if (this.#restarts === MOST_RESTARTS) {
      this.#lost(error);
      return;
    }
    this.#restarts += 1;
    this.#log.error(
      { err: error, restart: this.#restarts, most: MOST_RESTARTS },
      'model thread ended, starting it again'
    );
    this.open().catch((cause: unknown) => {
      this.#lost(new ModelWorkerError(`model \`${this.#name}\`: its thread cannot be started again`, { cause }));
    });
  }
}
