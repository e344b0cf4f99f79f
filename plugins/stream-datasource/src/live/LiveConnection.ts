import { Observable, Subscriber } from 'rxjs';
import { ByeReason, FrameResult, renewAfterMs } from '@framewatch/protocol';
import { backoffMs } from './backoff';
import { LiveSocket } from './LiveSocket';
import { LiveDeps, LiveStatus, LiveUpdate, Timer } from './types';

/** A connection that lasted this long was a good one: the next failure starts from the shortest wait. */
const STABLE_MS = 10_000;
/** What a new subscriber is told of the past: enough for a dashboard that queries anew. */
const REPLAY_RESULTS = 300;

/**
 * The results of one stream, shared by all who subscribe, over one WebSocket at a time. It keeps itself connected
 * until it is closed: a lost socket comes back after a growing wait, and one that the runner wants renewed is
 * replaced only when its successor has been greeted.
 */
export class LiveConnection {
  private readonly subscribers = new Set<Subscriber<LiveUpdate>>();
  private readonly replay: FrameResult[] = [];
  private current: LiveSocket | null = null;
  /** The socket that will become the current one, or null while its probe is under way. */
  private candidate: LiveSocket | null = null;
  private connecting = false;
  /** The next attempt: after a failure, or when the current socket has grown old. */
  private attemptTimer: Timer | null = null;
  private failures = 0;
  private openedMs = 0;
  private everOpened = false;
  private status: LiveStatus = {
    phase: 'connecting',
    reconnects: 0,
    stream: null,
    classes: [],
    error: null,
    malformed: 0,
  };

  constructor(
    private readonly stream: string,
    private readonly deps: LiveDeps
  ) {
    this.connect();
  }

  /** Begins with the present status and the newest results; completes when the connection is closed. */
  readonly updates = new Observable<LiveUpdate>((subscriber) => {
    subscriber.next({ kind: 'status', status: this.status });
    for (const result of [...this.replay]) {
      subscriber.next({ kind: 'result', result });
    }
    if (this.status.phase === 'closed') {
      return subscriber.complete();
    }
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  });

  /** Ends the socket and all timers for good. */
  close(): void {
    if (this.status.phase === 'closed') {
      return;
    }
    this.setStatus({ phase: 'closed' });
    this.current?.close();
    this.candidate?.close();
    this.current = this.candidate = null;
    this.cancelAttempt();
    for (const subscriber of [...this.subscribers]) {
      subscriber.complete();
    }
    this.subscribers.clear();
    this.replay.length = 0;
  }

  private get closed(): boolean {
    return this.status.phase === 'closed';
  }

  /** Opens a candidate beside the current socket, if there is one. */
  private connect(): void {
    if (this.connecting || this.closed) {
      return;
    }
    this.cancelAttempt();
    this.connecting = true;
    if (!this.current) {
      this.setStatus({ phase: 'connecting' });
    }
    this.deps
      .probe(this.stream)
      .then(() => this.openCandidate())
      .catch((cause: unknown) => this.onFailure(cause instanceof Error ? cause.message : String(cause)));
  }

  private openCandidate(): void {
    if (this.closed) {
      return;
    }
    const socket = new LiveSocket(this.deps.openSocket(this.stream), this.deps.clock, {
      onHello: (lifetimeMs) => this.promote(socket, lifetimeMs),
      onResult: (result) => this.onResult(result),
      onStatus: ({ state, reason }) => this.setStatus({ stream: { state, reason } }),
      onClasses: (classes) => this.setStatus({ classes }),
      onBye: (reason) => this.onBye(reason),
      onMalformed: () => this.setStatus({ malformed: this.status.malformed + 1 }),
      onEnd: (cause) => this.onEnd(socket, cause),
    });
    this.candidate = socket;
  }

  /** The runner ends a socket at its age; a successor that is there before leaves no gap. */
  private promote(socket: LiveSocket, lifetimeMs: number): void {
    this.current?.close();
    const lost = this.everOpened && !this.current;
    this.current = socket;
    this.candidate = null;
    this.connecting = false;
    this.everOpened = true;
    this.openedMs = this.deps.clock.now();
    this.connectAfter(renewAfterMs(lifetimeMs, this.deps.random()));
    this.setStatus({ phase: 'open', error: null, reconnects: this.status.reconnects + (lost ? 1 : 0) });
  }

  private onBye(reason: ByeReason): void {
    if (reason === 'renew') {
      this.connect();
    }
  }

  private onEnd(socket: LiveSocket, cause: string): void {
    if (socket === this.candidate) {
      this.candidate = null;
      return this.onFailure(cause);
    }
    this.current = null;
    if (this.deps.clock.now() - this.openedMs >= STABLE_MS) {
      this.failures = 0;
    }
    if (this.connecting) {
      return this.setStatus({ phase: 'connecting' });
    }
    this.retryLater(cause);
  }

  private onFailure(cause: string): void {
    this.connecting = false;
    if (!this.closed) {
      this.retryLater(cause);
    }
  }

  private retryLater(cause: string): void {
    if (!this.current) {
      this.setStatus({ phase: 'waiting', error: cause });
    }
    this.connectAfter(backoffMs(this.failures++, this.deps.random()));
  }

  private connectAfter(ms: number): void {
    this.cancelAttempt();
    this.attemptTimer = this.deps.clock.setTimeout(() => this.connect(), ms);
  }

  private cancelAttempt(): void {
    if (this.attemptTimer !== null) {
      this.deps.clock.clearTimeout(this.attemptTimer);
      this.attemptTimer = null;
    }
  }

  private onResult(result: FrameResult): void {
    const newest = this.replay.at(-1);
    // While a socket is being replaced both of them bring the same results. A runner that was restarted counts anew.
    if (newest && result.seq <= newest.seq && result.captureTimeUs <= newest.captureTimeUs) {
      return;
    }
    this.replay.push(result);
    if (this.replay.length > REPLAY_RESULTS) {
      this.replay.shift();
    }
    this.tell({ kind: 'result', result });
  }

  private setStatus(change: Partial<LiveStatus>): void {
    this.status = { ...this.status, ...change };
    this.tell({ kind: 'status', status: this.status });
  }

  private tell(update: LiveUpdate): void {
    for (const subscriber of [...this.subscribers]) {
      subscriber.next(update);
    }
  }
}
