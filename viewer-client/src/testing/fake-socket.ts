import {
  type ByeReason,
  type ClientMessage,
  type FrameResult,
  PROTOCOL_VERSION,
  type ServerMessage,
  type VideoMessage,
  encodeResult,
  encodeVideo,
  parseClientMessage,
} from '@framewatch/protocol';
import type { ViewerSocket } from '../types.js';

/** How long a runner keeps a connection. */
export const LIFETIME_MS = 30 * 60_000;

const OPEN = 1;
const CLOSED = 3;

/** A WebSocket whose other end is the test, and as strict as a runner: after its goodbye nothing comes but the end. */
export class FakeSocket implements ViewerSocket {
  binaryType = 'blob';
  readyState = 0;
  readonly sent: ClientMessage[] = [];
  /** How often the client closed it. */
  closed = 0;
  readonly #listeners: { type: string; listener: (event: { data: unknown }) => void }[] = [];
  #saidBye = false;

  addEventListener(type: string, listener: (event: { data: unknown }) => void): void {
    this.#listeners.push({ type, listener });
  }

  send(text: string): void {
    if (this.readyState !== OPEN) throw new Error('nothing can be sent on a socket that is not open');
    this.sent.push(parseClientMessage(text));
  }

  close(): void {
    this.closed += 1;
    this.readyState = CLOSED;
  }

  sentOf<T extends ClientMessage['type']>(type: T): Extract<ClientMessage, { type: T }>[] {
    return this.sent.filter((message): message is Extract<ClientMessage, { type: T }> => message.type === type);
  }

  /** The handshake succeeds. */
  open(): void {
    this.readyState = OPEN;
    this.#emit('open');
  }

  /** The other end, or the network, ends it. */
  break(): void {
    this.readyState = CLOSED;
    this.#emit('error');
    this.#emit('close');
  }

  /** Whatever comes over the wire, readable or not. */
  receive(data: unknown): void {
    if (this.#saidBye) throw new Error('a runner sends nothing after its goodbye');
    this.#emit('message', data);
  }

  say(message: ServerMessage): void {
    this.receive(JSON.stringify(message));
    this.#saidBye ||= message.type === 'bye';
  }

  /** The runner says goodbye and closes. */
  bye(reason: ByeReason): void {
    this.say({ type: 'bye', reason });
    this.break();
  }

  video(message: Omit<VideoMessage, 'kind'>): void {
    this.receive(encodeVideo(message).buffer);
  }

  result(result: FrameResult): void {
    this.receive(encodeResult(result).buffer);
  }

  /** Says hello, as a runner does after `start`. */
  hello(fields: Partial<Extract<ServerMessage, { type: 'hello' }>> = {}): void {
    const usual = { version: PROTOCOL_VERSION, stream: 'lobby', serverTimeUs: 0, lifetimeMs: LIFETIME_MS };
    this.say({ type: 'hello', ...usual, ...fields });
  }

  /** Opens and says hello. */
  greet(serverTimeUs = 0, lifetimeMs = LIFETIME_MS): void {
    this.open();
    this.hello({ serverTimeUs, lifetimeMs });
  }

  #emit(type: string, data?: unknown): void {
    for (const one of this.#listeners) if (one.type === type) one.listener({ data });
  }
}
