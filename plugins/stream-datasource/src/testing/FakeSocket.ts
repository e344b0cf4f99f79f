import { ByeReason, encodeResult, FrameResult, ServerMessage } from '@framewatch/protocol';
import { RawSocket } from '../live';

/** How long a runner keeps a socket. */
export const LIFETIME_MS = 30 * 60_000;

/** A WebSocket whose other end is the test, and as strict as a runner: after its goodbye nothing comes but the end. */
export class FakeSocket implements RawSocket {
  binaryType: BinaryType = 'blob';
  onopen: RawSocket['onopen'] = null;
  onmessage: RawSocket['onmessage'] = null;
  onclose: RawSocket['onclose'] = null;
  readonly sent: unknown[] = [];
  /** Closed by the client. */
  closed = false;
  private saidBye = false;

  send(text: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    this.sent.push(JSON.parse(String(text)));
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.onopen?.call(this.self, new Event('open'));
  }

  say(message: ServerMessage): void {
    this.receive(JSON.stringify(message));
    this.saidBye ||= message.type === 'bye';
  }

  /** The runner says goodbye and closes. */
  bye(reason: ByeReason): void {
    this.say({ type: 'bye', reason });
    this.drop(1000);
  }

  hello(version = 1): void {
    this.say({ type: 'hello', version, stream: 'lobby', serverTimeUs: 0, lifetimeMs: LIFETIME_MS });
  }

  result(result: FrameResult): void {
    this.receive(encodeResult(result).buffer);
  }

  /** Whatever comes over the wire, readable or not. */
  receive(data: unknown): void {
    if (this.saidBye) {
      throw new Error('a runner sends nothing after its goodbye');
    }
    this.onmessage?.call(this.self, new MessageEvent('message', { data }));
  }

  /** The other end, or the network, closes the socket. */
  drop(code = 1006): void {
    this.onclose?.call(this.self, { code } as CloseEvent);
  }

  private get self(): WebSocket {
    return this as unknown as WebSocket;
  }
}
