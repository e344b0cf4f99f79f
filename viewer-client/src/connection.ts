import {
  type ClientMessage,
  PROTOCOL_VERSION,
  ProtocolError,
  type ServerMessage,
  decodeBinary,
  parseServerMessage,
} from '@framewatch/protocol';
import { type ConnectionEnd, endFailure } from './failures.js';
import type { Clock, StreamMessage, ViewerFailure, ViewerRequest, ViewerSocket } from './types.js';

/** No `hello` within this time: whatever is at the other end does not answer. */
const HELLO_TIMEOUT_MS = 10_000;
const TICK_MS = 1_000;
const PING_EVERY_TICKS = 5;
/** A live runner answers each at once. They are counted rather than timed, as timers come late in a busy page. */
const MAX_UNANSWERED_PINGS = 3;
/** A peer that keeps sending what cannot be read is not a runner. */
const MAX_MALFORMED = 20;
const MAX_PINGS_OUT = 8;
const OPEN = 1;

/** Told what one socket brings. After `onEnd` nothing follows. */
export interface ConnectionListener {
  /** The runner answered `start`; what follows is the stream, for at most so long. */
  onHello(lifetimeMs: number): void;
  onMessage(message: StreamMessage): void;
  onMalformed(): void;
  /** What the runner's wall clock said (µs), for a question that left at `sentUs` of the local one. */
  onServerTime(sentUs: number, serverTimeUs: number): void;
  /** `renew`: the runner wants the connection to be made anew at once. */
  onEnd(failure: ViewerFailure, renew: boolean): void;
}

/** One WebSocket from `start` to its end. Owns the socket and its timer. */
export class Connection {
  readonly #socket: ViewerSocket;
  readonly #clock: Clock;
  readonly #request: ViewerRequest;
  readonly #listener: ConnectionListener;
  readonly #opened: { us: number; ms: number };
  readonly #pings = new Map<number, number>();
  #greeted = false;
  /** The last thing that the runner complained of, in its words. */
  #complaint: string | null = null;
  #ended = false;
  #malformed = 0;
  #newestSeq: number | null = null;
  #ticks = 0;
  #pingId = 0;
  /** Pings since anything was heard. */
  #unanswered = 0;
  #cancelTick: () => void;

  constructor(socket: ViewerSocket, clock: Clock, request: ViewerRequest, listener: ConnectionListener) {
    this.#socket = socket;
    this.#clock = clock;
    this.#request = request;
    this.#listener = listener;
    this.#opened = { us: clock.wallUs(), ms: clock.nowMs() };
    socket.binaryType = 'arraybuffer';
    const sync = request.exact ? ({ sync: 'exact' } as const) : {};
    const start = { type: 'start', version: PROTOCOL_VERSION, video: request.format, ...sync } as const;
    socket.addEventListener('open', () => this.#send(start));
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', () => this.#end({ kind: 'closed' }));
    // A close event follows every error event, and only that one is the end.
    socket.addEventListener('error', () => undefined);
    this.#cancelTick = clock.after(TICK_MS, () => this.#tick());
  }

  requestKeyframe(): void {
    this.#send({ type: 'keyframe' });
  }

  /** Closes the socket without telling the listener. */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTick();
    this.#socket.close();
  }

  #end(end: ConnectionEnd): void {
    if (this.#ended) return;
    this.close();
    const renew = end.kind === 'bye' && end.reason === 'renew';
    this.#listener.onEnd(endFailure(end, this.#greeted, this.#complaint), renew);
  }

  #send(message: ClientMessage): void {
    if (!this.#ended && this.#socket.readyState === OPEN) this.#socket.send(JSON.stringify(message));
  }

  #tick(): void {
    const pingIsDue = this.#greeted && this.#ticks % PING_EVERY_TICKS === 0;
    const unheard = !this.#greeted && this.#clock.nowMs() - this.#opened.ms >= HELLO_TIMEOUT_MS;
    if (unheard || (pingIsDue && this.#unanswered >= MAX_UNANSWERED_PINGS)) {
      this.#end({ kind: 'silent' });
      return;
    }
    if (this.#newestSeq !== null) this.#send({ type: 'ack', seq: this.#newestSeq, queue: this.#request.queue() });
    if (pingIsDue) this.#ping();
    this.#ticks += 1;
    this.#cancelTick = this.#clock.after(TICK_MS, () => this.#tick());
  }

  #ping(): void {
    this.#unanswered += 1;
    if (this.#pings.size >= MAX_PINGS_OUT) this.#pings.clear();
    this.#pings.set(this.#pingId, this.#clock.wallUs());
    this.#send({ type: 'ping', id: this.#pingId });
    this.#pingId += 1;
  }

  #receive(data: unknown): void {
    if (this.#ended) return;
    this.#unanswered = 0;
    let message: StreamMessage | ServerMessage;
    try {
      message = read(data);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#refuse(error);
      return;
    }
    if ('type' in message) {
      this.#takeText(message);
    } else {
      if (message.kind === 'video') this.#newestSeq = message.seq;
      this.#listener.onMessage(message);
    }
  }

  #takeText(message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
        this.#takeHello(message);
        return;
      case 'error':
        this.#complaint = message.message;
        this.#listener.onMessage(message);
        return;
      case 'config':
      case 'status':
      case 'event':
        this.#listener.onMessage(message);
        return;
      case 'pong': {
        const sentUs = this.#pings.get(message.id);
        if (sentUs === undefined) return;
        this.#pings.delete(message.id);
        this.#listener.onServerTime(sentUs, message.serverTimeUs);
        return;
      }
      case 'bye':
        this.#end({ kind: 'bye', reason: message.reason });
    }
  }

  #takeHello({ version, serverTimeUs, lifetimeMs }: Extract<ServerMessage, { type: 'hello' }>): void {
    if (version !== PROTOCOL_VERSION) {
      const detail = `the runner speaks version ${version} of the live protocol, this viewer version ${PROTOCOL_VERSION}: update the older of the two`;
      this.#end({ kind: 'malformed', detail });
      return;
    }
    this.#greeted = true;
    this.#listener.onServerTime(this.#opened.us, serverTimeUs);
    this.#listener.onHello(lifetimeMs);
  }

  #refuse(error: ProtocolError): void {
    this.#malformed += 1;
    this.#listener.onMalformed();
    if (this.#malformed < MAX_MALFORMED) return;
    const detail = `${MAX_MALFORMED} messages could not be read; the last: ${error.message}`;
    this.#end({ kind: 'malformed', detail });
  }
}

/** Reads a message as it came. Throws a ProtocolError. */
function read(data: unknown): StreamMessage | ServerMessage {
  if (typeof data === 'string') return parseServerMessage(data);
  if (data instanceof ArrayBuffer) return decodeBinary(new Uint8Array(data));
  throw new ProtocolError('malformed', 'message: neither text nor bytes');
}
