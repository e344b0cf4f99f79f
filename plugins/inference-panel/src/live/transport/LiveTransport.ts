import type { VideoFormat } from '@framewatch/protocol';
import type { Clock } from '../clock';
import { Backoff } from './Backoff';
import { Connection, type ConnectionEnd, type ConnectionListener } from './Connection';
import { ServerClock } from './ServerClock';
import type { ConnectionFailure, LiveSocket, Probe, ProbeResult, TransportListener, TransportState } from './types';

/** A connection that lived this long was a good one: the next failure is a new story. */
const STABLE_MS = 10_000;
const KEYFRAME_EVERY_MS = 1_000;

export interface TransportDeps {
  clock: Clock;
  random: () => number;
  probe: Probe;
  openSocket: () => LiveSocket;
  /** Pictures that wait to be decoded, for the acks. */
  queue: () => number;
}

/**
 * Keeps a live connection to one stream: health first, then the socket, again and again until `close()`.
 * A connection that has reached its age is replaced while the old one still delivers, so that no gap is seen.
 */
export class LiveTransport {
  readonly serverClock = new ServerClock();
  /** Messages that could not be read, in total. */
  malformed = 0;
  private readonly backoff: Backoff;
  private active: Connection | null = null;
  /** The connection (or the attempt at one) that will become the active one with its `hello`. */
  private coming: Connection | null = null;
  private attempt: AbortController | null = null;
  private retryTimer: number | undefined;
  private activeSinceMs = 0;
  private keyframeAskedMs = -Infinity;
  private state: TransportState = { kind: 'closed' };

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
      this.active.requestKeyframe();
    }
  }

  close(): void {
    this.drop();
    if (this.retryTimer !== undefined) {
      this.deps.clock.clearTimeout(this.retryTimer);
    }
    this.setState({ kind: 'closed' });
  }

  private setState(state: TransportState): void {
    this.state = state;
    this.listener.onState(state);
  }

  private drop(): void {
    this.attempt?.abort();
    this.attempt = null;
    this.active?.close();
    this.active = null;
    this.coming?.close();
    this.coming = null;
  }

  private async connect(): Promise<void> {
    const attempt = new AbortController();
    this.attempt = attempt;
    const health = await this.deps.probe(attempt.signal);
    if (attempt.signal.aborted) {
      return;
    }
    this.attempt = null;
    if (!health.ok) {
      this.fail(failureOf(health));
      return;
    }
    const connection: Connection = new Connection(
      this.deps.openSocket(),
      this.deps.clock,
      this.format,
      this.deps.queue,
      this.listen(() => connection)
    );
    this.coming = connection;
  }

  /** Lets through what comes from the active connection, and makes the coming one active at its `hello`. */
  private listen(self: () => Connection): ConnectionListener {
    const whenActive =
      <A extends unknown[]>(handle: (...args: A) => void) =>
      (...args: A) => {
        if (self() === this.active) {
          handle(...args);
        }
      };
    return {
      onHello: () => this.takeOver(self()),
      onConfig: whenActive((message) => this.listener.onConfig(message)),
      onVideo: whenActive((message) => this.listener.onVideo(message)),
      onResult: whenActive((result) => this.listener.onResult(result)),
      onStatus: whenActive((message) => this.listener.onStatus(message)),
      onServerError: whenActive((message) => this.listener.onServerError(message)),
      onMalformed: () => {
        this.malformed += 1;
      },
      onServerTime: (sentUs, serverTimeUs) =>
        this.serverClock.addAnswer(sentUs, this.deps.clock.wallUs(), serverTimeUs),
      onRenew: () => {
        if (!this.coming && !this.attempt) {
          void this.connect();
        }
      },
      onEnd: (end) => this.ended(self(), end),
    };
  }

  private takeOver(connection: Connection): void {
    const renewed = this.state.kind === 'open';
    this.active?.close();
    this.active = connection;
    this.coming = null;
    this.activeSinceMs = this.deps.clock.now();
    this.keyframeAskedMs = -Infinity;
    if (!renewed) {
      this.setState({ kind: 'open' });
    }
    this.listener.onConnected(renewed);
  }

  private ended(connection: Connection, end: ConnectionEnd): void {
    if (connection === this.active) {
      this.active = null;
      if (this.deps.clock.now() - this.activeSinceMs >= STABLE_MS) {
        this.backoff.reset();
      }
      if (this.coming || this.attempt) {
        return; // Its successor is on the way: a renewal is not worth a word.
      }
    } else {
      this.coming = null;
      if (this.active) {
        return; // The active one still delivers; when it ends, the ordinary way back begins.
      }
    }
    this.fail(endFailure(end, connection));
  }

  private fail(failure: ConnectionFailure): void {
    if (this.active) {
      return;
    }
    this.drop();
    const retryInMs = this.backoff.next();
    this.setState({ kind: 'waiting', failure, retryInMs });
    this.retryTimer = this.deps.clock.setTimeout(() => {
      this.retryTimer = undefined;
      void this.connect();
    }, retryInMs);
  }
}

function failureOf({ status, detail }: Extract<ProbeResult, { ok: false }>): ConnectionFailure {
  return { kind: status === 401 || status === 403 ? 'refused' : 'unreachable', status, detail };
}

function endFailure(end: ConnectionEnd, { greeted, complaint }: Connection): ConnectionFailure {
  switch (end.kind) {
    case 'malformed':
      return { kind: 'protocol', detail: end.detail };
    case 'bye':
      return end.reason === 'shutdown'
        ? { kind: 'unreachable', detail: 'the runner is shutting down' }
        : { kind: 'protocol', detail: complaint ?? 'the runner did not understand this panel' };
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
