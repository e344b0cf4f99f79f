import {
  BinaryMessage,
  ByeReason,
  ClientMessage,
  decodeBinary,
  FrameResult,
  parseServerMessage,
  PROTOCOL_VERSION,
  ProtocolError,
  ServerMessage,
} from '@framewatch/protocol';
import { Clock, RawSocket, Timer } from './types';

const HELLO_TIMEOUT_MS = 10_000;
const PING_INTERVAL_MS = 10_000;
/** Counted instead of timed: in a page that is not in view, timers come late. */
const UNANSWERED_LIMIT = 2;
const MALFORMED_LIMIT = 5;

/** Told what happens on one socket. After `onEnd`, which comes at most once, nothing more is told. */
export interface LiveSocketListener {
  /** The runner greets, and ends this socket so long after it. */
  onHello(lifetimeMs: number): void;
  onResult(result: FrameResult): void;
  onStatus(status: Extract<ServerMessage, { type: 'status' }>): void;
  /** The classes that the stream's model knows; none where it does not say. */
  onClasses(classes: readonly string[]): void;
  onBye(reason: ByeReason): void;
  onMalformed(): void;
  /** The socket is gone; `cause` says why and what to do. Not told after `close`. */
  onEnd(cause: string): void;
}

/**
 * The life of one WebSocket of the viewer API, which is asked for results and no video. Ends by itself when the
 * runner does not say hello, falls silent, speaks another version or cannot be understood.
 */
export class LiveSocket {
  private helloTimer: Timer | null;
  private pingTimer: Timer | null = null;
  private greeted = false;
  private ended = false;
  private malformed = 0;
  private pings = 0;
  /** Pings since the runner was last heard of. */
  private unanswered = 0;
  private complaint: string | null = null;

  constructor(
    private readonly socket: RawSocket,
    private readonly clock: Clock,
    private readonly listener: LiveSocketListener
  ) {
    this.helloTimer = clock.setTimeout(() => this.end(NO_HELLO), HELLO_TIMEOUT_MS);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.send({ type: 'start', version: PROTOCOL_VERSION, video: 'none' });
    socket.onmessage = (event) => this.receive(event.data);
    socket.onclose = () => this.end(this.complaint ?? (this.greeted ? LOST : REFUSED));
  }

  /** Ends the socket without telling the listener. */
  close(): void {
    if (this.ended) {
      return;
    }
    this.ended = true;
    for (const timer of [this.helloTimer, this.pingTimer]) {
      if (timer !== null) {
        this.clock.clearTimeout(timer);
      }
    }
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
  }

  private end(cause: string): void {
    if (!this.ended) {
      this.close();
      this.listener.onEnd(cause);
    }
  }

  private send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  private receive(data: unknown): void {
    this.unanswered = 0;
    const message = read(data);
    if (message === null) {
      return this.onUnreadable();
    }
    if ('kind' in message) {
      return message.kind === 'result' ? this.listener.onResult(message.result) : undefined;
    }
    return this.onText(message);
  }

  private onText(message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
        return this.onHello(message);
      case 'status':
        return this.listener.onStatus(message);
      case 'config':
        return this.listener.onClasses(message.labels.classes);
      case 'bye':
        return this.listener.onBye(message.reason);
      case 'error':
        this.complaint = `The runner ended the live connection: ${message.message}`;
    }
  }

  private onHello({ version, lifetimeMs }: Extract<ServerMessage, { type: 'hello' }>): void {
    if (version !== PROTOCOL_VERSION) {
      return this.end(
        `The runner speaks version ${version} of the live protocol, this plugin version ${PROTOCOL_VERSION}. Update the older of the two.`
      );
    }
    if (this.helloTimer !== null) {
      this.clock.clearTimeout(this.helloTimer);
      this.helloTimer = null;
    }
    this.greeted = true;
    this.schedulePing();
    this.listener.onHello(lifetimeMs);
  }

  private onUnreadable(): void {
    this.malformed++;
    this.listener.onMalformed();
    if (this.malformed >= MALFORMED_LIMIT) {
      this.end('The runner sends messages that this plugin cannot read. Update the older of the two.');
    }
  }

  private schedulePing(): void {
    this.pingTimer = this.clock.setTimeout(() => {
      if (this.unanswered >= UNANSWERED_LIMIT) {
        return this.end(SILENT);
      }
      this.unanswered++;
      this.send({ type: 'ping', id: this.pings++ });
      this.schedulePing();
    }, PING_INTERVAL_MS);
  }
}

/** A message as it came; null where it is none of this protocol's. */
function read(data: unknown): ServerMessage | BinaryMessage | null {
  try {
    if (typeof data === 'string') {
      return parseServerMessage(data);
    }
    return data instanceof ArrayBuffer ? decodeBinary(new Uint8Array(data)) : null;
  } catch (cause) {
    if (cause instanceof ProtocolError) {
      return null;
    }
    throw cause;
  }
}

const REFUSED =
  'The WebSocket to the runner was refused on its way. If there is a reverse proxy before Grafana, it has to let Upgrade through on /api/datasources/proxy/, not only on /api/live/. A stream that has as many viewers as it may have refuses more, too.';
const NO_HELLO =
  'The WebSocket opened, but the runner said nothing on it. Check that nothing between Grafana and the runner holds WebSockets back.';
const LOST = 'The live connection to the runner was lost.';
const SILENT = 'The live connection fell silent: the runner or the network stopped without closing it.';
