import type { StreamState } from '@framewatch/protocol';
import { redactText, redactUrl } from '@framewatch/service-kit';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../clock.js';
import type { SharedFrame } from '../frame/index.js';
import { sameOrientation } from '../picture/index.js';
import { Outage } from './outage.js';
import { Session, type SessionEnd, type SessionOptions } from './session.js';
import { SourceStateMachine } from './state-machine.js';
import type { TrackFormat } from './track.js';
import type { SourceFormat, SourceListener, VideoSource } from './types.js';

export interface SourceDeps {
  log: Logger;
  clock?: Clock;
  /** 0 to 1, as Math.random: the jitter of reconnects. */
  random?: () => number;
}

/** `stop` gives FFmpeg this long to come back. Only a file on a dead network share does not. */
const STOP_MS = 900;

/** How often a lasting overload is logged. */
const OVERLOAD_LOG_MS = 60_000;

/** Not what somebody has to look at. */
const WELL: readonly StreamState[] = ['connecting', 'waiting-for-key-frame', 'streaming', 'ended', 'stopped'];

/** What files and cameras have in common: one listener, one state machine, epochs, and an orderly end. */
export abstract class MediaSource implements VideoSource {
  abstract readonly live: boolean;
  protected readonly redacted: string;
  protected readonly clock: Clock;
  protected readonly log: Logger;
  readonly #stopping = new AbortController();
  readonly #machine = new SourceStateMachine((...change) => this.#told?.onState(...change));
  readonly #outage = new Outage();
  #told: SourceListener | null = null;
  #running: Promise<void> | null = null;
  #format: SourceFormat | null = null;
  #overloadLoggedMs = -Infinity;

  constructor(
    protected readonly url: string,
    deps: SourceDeps
  ) {
    this.redacted = redactUrl(url);
    this.clock = deps.clock ?? systemClock;
    this.log = deps.log.child({ url: this.redacted });
  }

  start(listener: SourceListener): void {
    if (this.#running) throw new Error('a source is started once');
    this.#told = listener;
    this.#running = this.run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#finished();
    if (this.#machine.state !== 'stopped') this.enter('stopped');
    this.#told = null;
  }

  /** Opens and reads until the end or until stopped; never rejects. */
  protected abstract run(): Promise<void>;

  /** Pictures came. Told before the first of them is handed on. */
  protected onPicture(): void {
    if (this.state === 'connecting' || this.state === 'waiting-for-key-frame') this.enter('streaming');
  }

  /** A packet of the video came. */
  protected onArrival(_key: boolean): void {
    return;
  }

  protected get state(): StreamState {
    return this.#machine.state;
  }

  protected get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  protected get listener(): SourceListener | null {
    return this.#told;
  }

  /** `cause`: the reason without what differs from one attempt to the next. */
  protected enter(state: StreamState, words?: string, cause = words): void {
    // From here it goes to the log, the viewer API and the database, whoever worded it.
    const reason = words === undefined ? undefined : redactText(words);
    const again = this.#outage.knows(state, cause);
    this.#machine.enter(state, reason, again);
    const level = WELL.includes(state) ? 'info' : 'warn';
    this.log[again ? 'debug' : level]({ state, ...(reason !== undefined && { reason }) }, 'source state');
  }

  /** `seamless`: where the format is the same as before, its epoch goes on. Throws a SourceError. */
  protected open(
    options: Omit<SessionOptions, 'clock' | 'live' | 'redacted' | 'onOverload'>,
    seamless: boolean
  ): Promise<SessionEnd> {
    const { clock, live, redacted } = this;
    return new Session(
      { ...options, clock, live, redacted, onOverload: () => this.#overloaded() },
      {
        onFormat: (format, fresh) => this.#epochOf(format, seamless && !fresh),
        onArrival: (key) => this.onArrival(key),
        onPacket: (packet) => this.#told?.onPacket(packet),
        onFrame: (frame) => this.#hand(frame),
      }
    ).run();
  }

  #overloaded(): void {
    const nowMs = this.clock.nowMs();
    if (nowMs - this.#overloadLoggedMs < OVERLOAD_LOG_MS) return;
    this.#overloadLoggedMs = nowMs;
    this.log.warn(
      'decoding cannot keep up, pictures are left out: give the runner more CPU, or the camera fewer pixels'
    );
  }

  #hand(frame: SharedFrame): void | Promise<void> {
    if (!this.#told || this.stopping.aborted) return;
    this.onPicture();
    return this.#told.onFrame(frame);
  }

  #epochOf(format: TrackFormat, seamless: boolean): number {
    const last = this.#format;
    if (last && seamless && sameFormat(last, format)) return last.epoch;
    const next = { ...format, epoch: (last?.epoch ?? 0) + 1 };
    this.#format = next;
    this.#told?.onFormat(next);
    return next.epoch;
  }

  async #finished(): Promise<void> {
    let cancel: (() => void) | undefined;
    const late = new Promise<'late'>((resolve) => (cancel = this.clock.after(STOP_MS, () => resolve('late'))));
    const outcome = await Promise.race([this.#running, late]);
    cancel?.();
    if (outcome === 'late') this.log.warn('source did not end in time, left behind');
  }
}

function sameFormat(a: TrackFormat, b: TrackFormat): boolean {
  return (
    a.codec === b.codec &&
    a.width === b.width &&
    a.height === b.height &&
    sameOrientation(a.orientation, b.orientation) &&
    a.fps === b.fps &&
    a.passthroughCodec === b.passthroughCodec
  );
}
