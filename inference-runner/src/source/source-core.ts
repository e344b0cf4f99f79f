import type { Logger } from 'pino';
import { type Clock, redactUrl, systemClock } from '@framewatch/service-kit';
import { EpochCounter } from './epoch-counter.js';
import { OverloadLog } from './overload-log.js';
import { Session, type SessionListener, type SessionOptions } from './session.js';
import { SourceStatus } from './source-status.js';
import { SourceTask } from './source-task.js';
import type { SourceDeps, SourceListener } from './types.js';

/** What the core of a source gives each of its sessions. */
type Given = 'redacted' | 'epochs' | 'clock' | 'onOverload';

/** What every source has: a status, an epoch counter, a task, a log, and a listener from its start until it is stopped. */
export class SourceCore {
  /** The URL as it may be logged. */
  readonly redacted: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly status: SourceStatus;
  readonly #epochs: EpochCounter;
  readonly #task: SourceTask;
  readonly #overload: OverloadLog;
  #listener: SourceListener | null = null;

  constructor(url: string, { log, clock = systemClock }: Pick<SourceDeps, 'log' | 'clock'>) {
    this.redacted = redactUrl(url);
    this.clock = clock;
    this.log = log.child({ url: this.redacted });
    this.status = new SourceStatus(this.log, (...change) => this.#listener?.onState(...change));
    this.#epochs = new EpochCounter(clock);
    this.#task = new SourceTask(clock, this.log);
    this.#overload = new OverloadLog(this.log, clock);
  }

  /** Null before the start, and once the source is stopped. */
  get listener(): SourceListener | null {
    return this.#listener;
  }

  /** Aborts when the source has to stop. */
  get signal(): AbortSignal {
    return this.#task.signal;
  }

  /** `run` continues until the signal aborts, and never rejects. Throws when the source was started before. */
  start(listener: SourceListener, run: () => Promise<void>): void {
    this.#listener = listener;
    this.#task.start(run);
  }

  async stop(): Promise<void> {
    await this.#task.stop();
    if (this.status.state !== 'stopped') this.status.enter('stopped');
    this.#listener = null;
  }

  /** Returns a session that tells the listener what it reads. `onPicture` is called before the listener gets a frame. */
  session(
    options: Omit<SessionOptions, Given>,
    { onArrival, onPicture }: Pick<SessionListener, 'onArrival'> & { onPicture: () => void }
  ): Session {
    const { redacted, clock } = this;
    return new Session(
      { ...options, redacted, clock, epochs: this.#epochs, onOverload: () => this.#overload.warn() },
      {
        onFormat: (format) => this.#listener?.onFormat(format),
        onArrival,
        onPacket: (packet) => this.#listener?.onPacket(packet),
        onFrame: (frame) => {
          if (!this.#listener) return;
          this.status.sawPicture();
          onPicture();
          this.#listener.onFrame(frame);
        },
      }
    );
  }
}
