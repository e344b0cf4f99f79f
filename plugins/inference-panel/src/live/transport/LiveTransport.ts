import { type ByeReason, type StreamCheck, type VideoFormat, renewAfterMs } from '@framewatch/protocol';
import type { Clock } from '../clock';
import { Backoff } from './Backoff';
import { Connection, type ConnectionEnd } from './Connection';
import { Handover, type StreamMessage } from './Handover';
import { Position } from './Position';
import { ServerClock } from './ServerClock';
import type { ConfigMessage, ConnectionFailure, LiveSocket, Probe, TransportListener, TransportState } from './types';

/** A connection that lived this long was a good one: the next failure is a new story. */
const STABLE_MS = 10_000;
const KEYFRAME_EVERY_MS = 1_000;
/** A new connection goes on from the old one after this time even where it could not be told that nothing is missing. */
const LONGEST_HANDOVER_MS = 5_000;

export interface TransportDeps {
  clock: Clock;
  random: () => number;
  probe: Probe;
  openSocket: () => LiveSocket;
  /** Pictures that wait to be decoded, for the acks. */
  queue: () => number;
}

/**
 * Keeps a live connection to one stream: the check first, then the socket, again and again until `close()`. A connection
 * is replaced before the runner ends it: the new one is opened beside it and goes on at the very picture and result at
 * which the old one stops, so that nothing is missing, and nothing comes twice.
 */
export class LiveTransport {
  readonly serverClock = new ServerClock();
  /** Messages that could not be read, in total. */
  malformed = 0;
  private readonly backoff: Backoff;
  private active: Connection | null = null;
  /** The connection (or the attempt at one) that will take the active one's place. */
  private coming: Connection | null = null;
  /** What the coming connection brought so far, from its hello on. */
  private handover: Handover | null = null;
  private handoverTimer: number | undefined;
  /** Changes when an attempt is given up. */
  private attempt: symbol | null = null;
  /** The next attempt: after a failure, or before the active connection has reached its age. */
  private attemptTimer: number | undefined;
  private activeSinceMs = 0;
  private keyframeAskedMs = -Infinity;
  private state: TransportState = { kind: 'closed' };
  private readonly pictures = new Position();
  private readonly results = new Position();
  /** What was delivered before is brought again, by a connection that took over, and left out. */
  private overlapping = false;
  private config: ConfigMessage | null = null;
  /** Told by a connection that took over; a decoder is set up anew only with the first picture that needs it. */
  private nextConfig: ConfigMessage | null = null;

  constructor(
    private readonly deps: TransportDeps,
    private readonly format: VideoFormat,
    private readonly listener: TransportListener
  ) {
    this.backoff = new Backoff(deps.random);
  }

  start(): void {
    this.setState({ kind: 'connecting' });
    void this.connect();
  }

  /** Asks for a key frame, at most once a second. */
  requestKeyframe(): void {
    const now = this.deps.clock.now();
    if (this.active && now - this.keyframeAskedMs >= KEYFRAME_EVERY_MS) {
      this.keyframeAskedMs = now;
      // The runner answers with pictures that were delivered before.
      this.overlapping = false;
      this.active.requestKeyframe();
    }
  }

  close(): void {
    this.drop();
    this.cancelAttempt();
    this.setState({ kind: 'closed' });
  }

  private setState(state: TransportState): void {
    this.state = state;
    this.listener.onState(state);
  }

  private drop(): void {
    this.attempt = null;
    this.active?.close();
    this.active = null;
    this.coming?.close();
    this.dropComing();
  }

  private dropComing(): void {
    this.coming = null;
    this.handover = null;
    if (this.handoverTimer !== undefined) {
      this.deps.clock.clearTimeout(this.handoverTimer);
      this.handoverTimer = undefined;
    }
  }

  private cancelAttempt(): void {
    if (this.attemptTimer !== undefined) {
      this.deps.clock.clearTimeout(this.attemptTimer);
      this.attemptTimer = undefined;
    }
  }

  private connectAfter(ms: number): void {
    this.cancelAttempt();
    this.attemptTimer = this.deps.clock.setTimeout(() => void this.connect(), ms);
  }

  private async connect(): Promise<void> {
    if (this.coming || this.attempt) {
      return;
    }
    this.cancelAttempt();
    const attempt = Symbol('attempt');
    this.attempt = attempt;
    const check = await this.deps.probe();
    if (this.attempt !== attempt) {
      return;
    }
    this.attempt = null;
    if (!check.ok) {
      this.fail(failureOf(check));
      return;
    }
    const { clock, openSocket, queue } = this.deps;
    const connection: Connection = new Connection(openSocket(), clock, this.format, queue, {
      onHello: (lifetimeMs) => this.greeted(connection, lifetimeMs),
      onMessage: (message) => this.receive(connection, message),
      onMalformed: () => {
        this.malformed += 1;
      },
      onServerTime: (sentUs, serverTimeUs) => this.serverClock.addAnswer(sentUs, clock.wallUs(), serverTimeUs),
      onEnd: (end) => this.ended(connection, end),
    });
    this.coming = connection;
  }

  private greeted(connection: Connection, lifetimeMs: number): void {
    this.connectAfter(renewAfterMs(lifetimeMs, this.deps.random()));
    this.handover = new Handover();
    if (this.active) {
      this.handoverTimer = this.deps.clock.setTimeout(() => this.takeOver(connection), LONGEST_HANDOVER_MS);
    } else {
      this.takeOver(connection);
    }
  }

  private receive(connection: Connection, message: StreamMessage): void {
    if (connection === this.active) {
      this.deliver(message);
    } else {
      this.handover?.hold(message);
    }
    const { coming, handover } = this;
    if (coming && handover && (handover.full || handover.joins(this.pictures, this.results))) {
      this.takeOver(coming);
    }
  }

  private takeOver(connection: Connection): void {
    const renewed = this.state.kind === 'open';
    const held = this.handover?.release() ?? [];
    this.active?.close();
    this.active = connection;
    this.dropComing();
    this.activeSinceMs = this.deps.clock.now();
    this.keyframeAskedMs = -Infinity;
    this.overlapping = renewed;
    if (!renewed) {
      this.pictures.reset();
      this.results.reset();
      this.setState({ kind: 'open' });
    }
    this.listener.onConnected(renewed);
    held.forEach((message) => this.deliver(message));
  }

  private deliver(message: StreamMessage): void {
    if ('type' in message) {
      switch (message.type) {
        case 'config':
          return this.takeConfig(message);
        case 'status':
          return this.listener.onStatus(message);
        case 'error':
          return this.listener.onServerError(message);
      }
    }
    if (message.kind === 'result') {
      const { result } = message;
      if (this.results.isBefore(result)) {
        this.results.moveTo(result);
        this.listener.onResult(result);
      }
    } else if (!this.overlapping || this.pictures.isBefore(message)) {
      this.overlapping = false;
      this.deliverConfig();
      this.pictures.moveTo(message);
      this.listener.onVideo(message);
    }
  }

  private takeConfig(message: ConfigMessage): void {
    if (!this.overlapping) {
      this.nextConfig = message;
      return this.deliverConfig();
    }
    const known = JSON.stringify(message) === JSON.stringify(this.config);
    this.nextConfig = known ? null : message;
  }

  private deliverConfig(): void {
    const { nextConfig } = this;
    if (nextConfig) {
      this.config = nextConfig;
      this.nextConfig = null;
      this.listener.onConfig(nextConfig);
    }
  }

  private ended(connection: Connection, end: ConnectionEnd): void {
    if (connection === this.active) {
      this.active = null;
      if (this.deps.clock.now() - this.activeSinceMs >= STABLE_MS) {
        this.backoff.reset();
      }
      if (this.coming && this.handover) {
        return this.takeOver(this.coming);
      }
      if (this.coming || this.attempt) {
        return; // Its successor is on the way: a renewal is not worth a word.
      }
      if (end.kind === 'bye' && end.reason === 'renew') {
        return void this.connect();
      }
    } else {
      this.dropComing();
    }
    this.fail(endFailure(end, connection));
  }

  /** Tries again later; where the active connection still delivers, without a word. */
  private fail(failure: ConnectionFailure): void {
    const retryInMs = this.backoff.next();
    if (!this.active) {
      this.drop();
      this.setState({ kind: 'waiting', failure, retryInMs });
    }
    this.connectAfter(retryInMs);
  }
}

function failureOf({ obstacle, message }: Extract<StreamCheck, { ok: false }>): ConnectionFailure {
  return { kind: 'obstacle', obstacle, detail: message };
}

function endFailure(end: ConnectionEnd, { greeted, complaint }: Connection): ConnectionFailure {
  switch (end.kind) {
    case 'malformed':
      return { kind: 'protocol', detail: end.detail };
    case 'bye':
      return byeFailure(end.reason, complaint);
    case 'silent':
      return greeted
        ? { kind: 'lost', detail: 'the runner fell silent' }
        : { kind: 'blocked', detail: 'the WebSocket brought no answer' };
    case 'closed':
      return greeted
        ? { kind: 'lost', detail: complaint ?? 'the connection broke' }
        : { kind: 'blocked', detail: 'the WebSocket did not open' };
  }
}

function byeFailure(reason: ByeReason, complaint: string | null): ConnectionFailure {
  switch (reason) {
    case 'shutdown':
      return { kind: 'stopping', detail: 'the runner is shutting down' };
    case 'renew':
      return { kind: 'lost', detail: 'the runner wants this connection to be made anew' };
    case 'protocol':
      return { kind: 'protocol', detail: complaint ?? 'the runner did not understand this panel' };
  }
}
