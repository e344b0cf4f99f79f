import {
  type ByeReason,
  type ClientMessage,
  type ServerMessage,
  type VideoFormat,
  PROTOCOL_VERSION,
  ProtocolError,
  decodeBinary,
  parseServerMessage,
} from '@framewatch/protocol';
import type { Clock } from '../clock';
import type { StreamMessage } from './Handover';
import type { LiveSocket } from './types';

/** No `hello` within this time: whatever is at the other end does not answer. */
const HELLO_TIMEOUT_MS = 10_000;
const TICK_MS = 1_000;
const PING_EVERY_TICKS = 5;
/** A live runner answers each at once. They are counted rather than timed, as timers come late in a busy page. */
const MAX_UNANSWERED_PINGS = 3;
/** A peer that keeps sending what cannot be read is not a runner. */
const MAX_MALFORMED = 20;
const MAX_PINGS_OUT = 8;

export type ConnectionEnd =
  { kind: 'closed' } | { kind: 'malformed'; detail: string } | { kind: 'silent' } | { kind: 'bye'; reason: ByeReason };

/** Told what one socket brings. After `onEnd` nothing follows. */
export interface ConnectionListener {
  /** The runner answered `start`; what follows is the stream, for at most so long. */
  onHello(lifetimeMs: number): void;
  onMessage(message: StreamMessage): void;
  onMalformed(error: ProtocolError): void;
  /** What the runner's wall clock said (µs), for a question that left at `sentUs` of the local one. */
  onServerTime(sentUs: number, serverTimeUs: number): void;
  onEnd(end: ConnectionEnd): void;
}

/** One WebSocket from `start` to its end. Owns the socket and its timers. */
export class Connection {
  /** `hello` came. */
  greeted = false;
  /** The last thing that the runner complained of, in its words. */
  complaint: string | null = null;
  private ended = false;
  private malformed = 0;
  private newestSeq = -1;
  private ticks = 0;
  private pingId = 0;
  private readonly pings = new Map<number, number>();
  private readonly openedUs: number;
  private readonly openedMs: number;
  /** Pings since anything was heard. */
  private unanswered = 0;
  private timer: number | undefined;

  /** `queue` tells how many pictures wait to be decoded; the runner learns of it with every ack. */
  constructor(
    private readonly socket: LiveSocket,
    private readonly clock: Clock,
    format: VideoFormat,
    private readonly queue: () => number,
    private readonly listener: ConnectionListener
  ) {
    this.openedUs = clock.wallUs();
    this.openedMs = clock.now();
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.send({ type: 'start', version: PROTOCOL_VERSION, video: format });
    socket.onmessage = (event: MessageEvent<unknown>) => this.receive(event.data);
    socket.onclose = () => this.end({ kind: 'closed' });
    // A close event follows every error event, and only that one is the end.
    socket.onerror = () => undefined;
    this.timer = clock.setTimeout(() => this.tick(), TICK_MS);
  }

  requestKeyframe(): void {
    this.send({ type: 'keyframe' });
  }

  /** Closes the socket without telling the listener. */
  close(): void {
    if (this.ended) {
      return;
    }
    this.ended = true;
    if (this.timer !== undefined) {
      this.clock.clearTimeout(this.timer);
    }
    this.socket.onopen = null;
    this.socket.onmessage = null;
    this.socket.onclose = null;
    this.socket.onerror = null;
    this.socket.close();
  }

  private end(end: ConnectionEnd): void {
    if (!this.ended) {
      this.close();
      this.listener.onEnd(end);
    }
  }

  private send(message: ClientMessage): void {
    if (!this.ended && this.socket.readyState === 1) {
      this.socket.send(JSON.stringify(message));
    }
  }

  private tick(): void {
    const pingIsDue = this.greeted && this.ticks % PING_EVERY_TICKS === 0;
    const unheard = !this.greeted && this.clock.now() - this.openedMs >= HELLO_TIMEOUT_MS;
    if (unheard || (pingIsDue && this.unanswered >= MAX_UNANSWERED_PINGS)) {
      this.end({ kind: 'silent' });
      return;
    }
    if (this.newestSeq >= 0) {
      this.send({ type: 'ack', seq: this.newestSeq, queue: this.queue() });
    }
    if (pingIsDue) {
      this.ping();
    }
    this.ticks += 1;
    this.timer = this.clock.setTimeout(() => this.tick(), TICK_MS);
  }

  private ping(): void {
    this.unanswered += 1;
    if (this.pings.size >= MAX_PINGS_OUT) {
      this.pings.clear();
    }
    this.pings.set(this.pingId, this.clock.wallUs());
    this.send({ type: 'ping', id: this.pingId });
    this.pingId += 1;
  }

  private receive(data: unknown): void {
    this.unanswered = 0;
    let deliver: () => void;
    try {
      deliver = this.read(data);
    } catch (error) {
      if (!(error instanceof ProtocolError)) {
        throw error;
      }
      this.refuse(error);
      return;
    }
    deliver();
  }

  private read(data: unknown): () => void {
    if (typeof data === 'string') {
      const message = parseServerMessage(data);
      return () => this.takeText(message);
    }
    if (!(data instanceof ArrayBuffer)) {
      throw new ProtocolError('malformed', 'message: neither text nor bytes');
    }
    const message = decodeBinary(new Uint8Array(data));
    return () => {
      if (message.kind === 'video') {
        this.newestSeq = message.seq;
      }
      this.listener.onMessage(message);
    };
  }

  private takeText(message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
        if (message.version !== PROTOCOL_VERSION) {
          const detail = `the runner speaks version ${message.version}, this panel ${PROTOCOL_VERSION}: update the older`;
          this.end({ kind: 'malformed', detail });
          return;
        }
        this.greeted = true;
        this.listener.onServerTime(this.openedUs, message.serverTimeUs);
        this.listener.onHello(message.lifetimeMs);
        return;
      case 'error':
        this.complaint = message.message;
        return this.listener.onMessage(message);
      case 'config':
      case 'status':
        return this.listener.onMessage(message);
      case 'pong': {
        const sentUs = this.pings.get(message.id);
        if (sentUs !== undefined) {
          this.pings.delete(message.id);
          this.listener.onServerTime(sentUs, message.serverTimeUs);
        }
        return;
      }
      case 'bye':
        return this.end({ kind: 'bye', reason: message.reason });
    }
  }

  private refuse(error: ProtocolError): void {
    this.malformed += 1;
    this.listener.onMalformed(error);
    if (this.malformed >= MAX_MALFORMED) {
      this.end({
        kind: 'malformed',
        detail: `${MAX_MALFORMED} messages could not be read; the last: ${error.message}`,
      });
    }
  }
}
