import {
  type ClientMessage,
  type FrameResult,
  type ServerMessage,
  type VideoMessage,
  encodeResult,
  encodeVideo,
  parseClientMessage,
} from '@framewatch/protocol';
import type { LiveSocket } from '../live';

/** A WebSocket whose other end is the test. */
export class FakeSocket implements LiveSocket {
  binaryType: BinaryType = 'blob';
  readyState = 0;
  onopen: LiveSocket['onopen'] = null;
  onmessage: LiveSocket['onmessage'] = null;
  onclose: LiveSocket['onclose'] = null;
  onerror: LiveSocket['onerror'] = null;
  readonly sent: ClientMessage[] = [];
  closed = 0;

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
    this.onmessage?.call(this as unknown as WebSocket, { data } as MessageEvent);
  }

  say(message: ServerMessage): void {
    this.receive(JSON.stringify(message));
  }

  video(message: Omit<VideoMessage, 'kind'>): void {
    this.receive(encodeVideo(message).buffer);
  }

  result(result: FrameResult): void {
    this.receive(encodeResult(result).buffer);
  }

  /** Opens and greets, as a runner does after `start`. */
  greet(serverTimeUs = 0): void {
    this.open();
    this.say({ type: 'hello', version: 1, stream: 'lobby', serverTimeUs });
  }
}
