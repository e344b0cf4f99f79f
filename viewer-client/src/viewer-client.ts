import { renewAfterMs } from '@framewatch/protocol';
import { Backoff } from './backoff.js';
import { Connection } from './connection.js';
import { checkFailure } from './failures.js';
import { Handover } from './handover.js';
import { Position } from './position.js';
import { ServerClock } from './server-clock.js';
import type {
  ConfigMessage,
  StreamMessage,
  Viewer,
  ViewerDeps,
  ViewerFailure,
  ViewerListener,
  ViewerRequest,
  ViewerSocket,
  ViewerState,
} from './types.js';

/** A connection that lived this long was a good one: the next failure is a new story. */
const STABLE_MS = 10_000;
const KEYFRAME_EVERY_MS = 1_000;
/** A new connection goes on from the old one after this time even where it could not be told that nothing is missing. */
const LONGEST_HANDOVER_MS = 5_000;

/**
 * Keeps a live connection to one stream: the check first, then the socket, again and again until `close()`. A connection
 * is replaced before the runner ends it: the new one is opened beside it and goes on at the very picture and result at
 * which the old one stops, so that nothing is missing, and nothing comes twice.
 */
export class ViewerClient implements Viewer {
  readonly #deps: ViewerDeps;
  readonly #request: ViewerRequest;
  readonly #listener: ViewerListener;
  readonly #backoff: Backoff;
  readonly #serverClock = new ServerClock();
  readonly #pictures = new Position();
  readonly #results = new Position();
  #state: ViewerState = { kind: 'closed' };
  #active: Connection | null = null;
  #activeSinceMs = 0;
  /** The connection (or the attempt at one) that will take the active one's place. */
  #coming: Connection | null = null;
  /** What the coming connection brought so far, from its hello on. */
  #handover: Handover | null = null;
  #cancelHandover = noop;
  /** Changes when an attempt is given up. */
  #attempt: symbol | null = null;
  /** Cancels the next attempt: after a failure, or before the active connection has reached its age. */
  #cancelAttempt = noop;
  #keyframeAskedMs = -Infinity;
  /** What was delivered before is brought again, by a connection that took over, and left out. */
  #overlapping = false;
  #config: ConfigMessage | null = null;
  /** Told by a connection that took over; a decoder is set up anew only with the first picture that needs it. */
  #nextConfig: ConfigMessage | null = null;

  constructor(deps: ViewerDeps, request: ViewerRequest, listener: ViewerListener) {
    this.#deps = deps;
    this.#request = request;
    this.#listener = listener;
    this.#backoff = new Backoff(deps.random);
  }

  get serverOffsetUs(): number | null {
    return this.#serverClock.offsetUs;
  }

  start(): void {
    this.#setState({ kind: 'connecting' });
    void this.#connect();
  }

  /** Asks the runner for the current group of pictures again, at most once a second. */
  requestKeyframe(): void {
    const nowMs = this.#deps.clock.nowMs();
    if (!this.#active || nowMs - this.#keyframeAskedMs < KEYFRAME_EVERY_MS) return;
    this.#keyframeAskedMs = nowMs;
    // The runner answers with pictures that were delivered before.
    this.#overlapping = false;
    this.#active.requestKeyframe();
  }

  close(): void {
    this.#drop();
    this.#cancelAttempt();
    this.#setState({ kind: 'closed' });
  }

  #setState(state: ViewerState): void {
    this.#state = state;
    this.#listener.onState(state);
  }

  #drop(): void {
    this.#attempt = null;
    this.#active?.close();
    this.#active = null;
    this.#coming?.close();
    this.#dropComing();
  }

  #dropComing(): void {
    this.#coming = null;
    this.#handover = null;
    this.#cancelHandover();
  }

  #connectAfter(ms: number): void {
    this.#cancelAttempt();
    this.#cancelAttempt = this.#deps.clock.after(ms, () => void this.#connect());
  }

  async #connect(): Promise<void> {
    if (this.#coming || this.#attempt || this.#state.kind === 'closed') return;
    this.#cancelAttempt();
    const attempt = Symbol('attempt');
    this.#attempt = attempt;
    const check = await this.#deps.check();
    if (this.#attempt !== attempt) return;
    this.#attempt = null;
    if (!check.ok) {
      this.#fail(checkFailure(check));
      return;
    }
    let socket: ViewerSocket;
    try {
      socket = this.#deps.openSocket();
    } catch (cause) {
      // A browser refuses some addresses, such as ws: in a page that came over https.
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.#fail({ kind: 'refused', detail: `the WebSocket could not be made: ${reason}` });
      return;
    }
    this.#coming = this.#open(socket);
  }

  #open(socket: ViewerSocket): Connection {
    const { clock } = this.#deps;
    const connection: Connection = new Connection(socket, clock, this.#request, {
      onHello: (lifetimeMs) => this.#greeted(connection, lifetimeMs),
      onMessage: (message) => this.#receive(connection, message),
      onMalformed: () => this.#listener.onMalformed(),
      onServerTime: (sentUs, serverTimeUs) => this.#serverClock.addAnswer(sentUs, clock.wallUs(), serverTimeUs),
      onEnd: (failure, renew) => this.#ended(connection, failure, renew),
    });
    return connection;
  }

  #greeted(connection: Connection, lifetimeMs: number): void {
    this.#connectAfter(renewAfterMs(lifetimeMs, this.#deps.random()));
    this.#handover = new Handover(this.#hasVideo);
    if (this.#active) {
      this.#cancelHandover = this.#deps.clock.after(LONGEST_HANDOVER_MS, () => this.#takeOver(connection));
    } else {
      this.#takeOver(connection);
    }
  }

  #receive(connection: Connection, message: StreamMessage): void {
    if (connection === this.#active) {
      this.#deliver(message);
    } else if (this.#handover) {
      this.#handover.hold(message);
    } else if (!this.#active && 'type' in message && message.type === 'error') {
      // In place of a hello: there is no video of this format, for one.
      this.#listener.onServerError(message);
    }
    const coming = this.#coming;
    const handover = this.#handover;
    if (coming && handover && (handover.full || handover.joins(this.#pictures, this.#results))) {
      this.#takeOver(coming);
    }
  }

  #takeOver(connection: Connection): void {
    const renewed = this.#state.kind === 'open';
    const complete = renewed && this.#handover?.joins(this.#pictures, this.#results) === true;
    const held = this.#handover?.release() ?? [];
    this.#active?.close();
    this.#active = connection;
    this.#dropComing();
    this.#activeSinceMs = this.#deps.clock.nowMs();
    this.#keyframeAskedMs = -Infinity;
    this.#overlapping = renewed && this.#hasVideo;
    if (!renewed) {
      this.#pictures.reset();
      this.#results.reset();
      this.#setState({ kind: 'open' });
    }
    this.#listener.onConnected(renewed, complete);
    for (const message of held) if (this.#active === connection) this.#deliver(message);
  }

  #deliver(message: StreamMessage): void {
    if ('type' in message) {
      switch (message.type) {
        case 'config':
          this.#takeConfig(message);
          return;
        case 'status':
          this.#listener.onStatus(message);
          return;
        case 'event':
          this.#listener.onEvent(message.event);
          return;
        case 'error':
          this.#listener.onServerError(message);
          return;
      }
    }
    if (message.kind === 'result') {
      const { result } = message;
      if (!this.#results.isBefore(result)) return;
      this.#results.moveTo(result);
      this.#listener.onResult(result);
    } else if (!this.#overlapping || this.#pictures.isBefore(message)) {
      this.#overlapping = false;
      this.#deliverConfig();
      this.#pictures.moveTo(message);
      this.#listener.onVideo(message);
    }
  }

  #takeConfig(message: ConfigMessage): void {
    const known = this.#overlapping && JSON.stringify(message) === JSON.stringify(this.#config);
    this.#nextConfig = known ? null : message;
    if (!this.#overlapping) this.#deliverConfig();
  }

  #deliverConfig(): void {
    const config = this.#nextConfig;
    if (!config) return;
    this.#config = config;
    this.#nextConfig = null;
    this.#listener.onConfig(config);
  }

  #ended(connection: Connection, failure: ViewerFailure, renew: boolean): void {
    if (connection === this.#active) {
      this.#active = null;
      if (this.#deps.clock.nowMs() - this.#activeSinceMs >= STABLE_MS) this.#backoff.reset();
      if (this.#coming && this.#handover) {
        this.#takeOver(this.#coming);
        return;
      }
      if (this.#coming || this.#attempt) return; // Its successor is on the way: a renewal is not worth a word.
      if (renew) {
        void this.#connect();
        return;
      }
    } else {
      this.#dropComing();
    }
    this.#fail(failure);
  }

  /** Tries again later; where the active connection still delivers, without a word. */
  #fail(failure: ViewerFailure): void {
    const retryInMs = this.#backoff.next();
    if (!this.#active) {
      this.#drop();
      this.#setState({ kind: 'waiting', failure, retryInMs });
    }
    if (this.#state.kind !== 'closed') this.#connectAfter(retryInMs);
  }

  get #hasVideo(): boolean {
    return this.#request.format !== 'none';
  }
}

function noop(): void {
  // Nothing to cancel.
}
