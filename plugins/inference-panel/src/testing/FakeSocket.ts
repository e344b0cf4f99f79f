import {
  type ByeReason,
  type ClientMessage,
  type FrameResult,
  type ServerMessage,
  type VideoMessage,
  encodeResult,
  encodeVideo,
  parseClientMessage,
} from '@framewatch/protocol';
import type { LiveSocket } from '../live';

/** How long a runner keeps a connection. */
export const LIFETIME_MS = 30 * 60_000;

/** A WebSocket whose other end is the test, and as strict as a runner: after its goodbye nothing comes but the end. */
export class FakeSocket implements LiveSocket {
  binaryType: BinaryType = 'blob';
  readyState = 0;
  onopen: LiveSocket['onopen'] = null;
  onmessage: LiveSocket['onmessage'] = null;
  onclose: LiveSocket['onclose'] = null;
  onerror: LiveSocket['onerror'] = null;
  readonly sent: ClientMessage[] = [];
  closed = 0;
  private saidBye = false;

  send = (data: unknown) => void this.sent.push(parseClientMessage(String(data)));

  close = () => {
    this.closed += 1;
    this.readyState = 3;
  };

  sentOf<T extends ClientMessage['type']>(type: T): Array<Extract<ClientMessage, { type: T }>> {
    return this.sent.filter((message): message is Extract<ClientMessage, { type: T }> => message.type === type);
  }

  /** The handshake succeeds. */
  open(): void {
    this.readyState = 1;
    this.onopen?.call(this as unknown as WebSocket, new Event('open'));
  }

  /** The other end, or the network, ends it. */
  break(): void {
    this.readyState = 3;
    this.onclose?.call(this as unknown as WebSocket, new Event('close') as CloseEvent);
  }

  receive(data: unknown): void {
    if (this.saidBye) {
      throw new Error('a runner sends nothing after its goodbye');
    }
    this.onmessage?.call(this as unknown as WebSocket, { data } as MessageEvent);
  }

  say(message: ServerMessage): void {
    this.receive(JSON.stringify(message));
    this.saidBye ||= message.type === 'bye';
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

  /** Opens and greets, as a runner does after `start`. */
  greet(serverTimeUs = 0, lifetimeMs = LIFETIME_MS): void {
    this.open();
    this.say({ type: 'hello', version: 1, stream: 'lobby', serverTimeUs, lifetimeMs });
  }
}
