import { type BinaryMessage, decodeBinary, parseServerMessage, type ServerMessage } from '@framewatch/protocol';
import { WebSocket } from 'ws';

export type Received = BinaryMessage | ServerMessage;

/**
 * The wire itself, for tests of what a client that behaves never says or never sees: bytes, close codes, refusals. What
 * behaves is `@framewatch/viewer-client`. Keeps what it was sent, in order, and waits for what a test wants to see.
 */
export class LiveClient {
  readonly received: Received[] = [];
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.on('close', (code) => resolve(code)));
    socket.on('message', (data: Buffer, isBinary) => {
      this.received.push(isBinary ? decodeBinary(data) : parseServerMessage(data.toString()));
      for (const check of [...this.#waiting]) check();
    });
    // What a server closes early fails on this side too; `closed` tells.
    socket.on('error', () => undefined);
  }

  /** Connects; rejects with the HTTP status and body when the server refuses to upgrade. */
  static connect(port: number, path: string, headers: Record<string, string>): Promise<LiveClient> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers, perMessageDeflate: true });
      const client = new LiveClient(socket);
      socket.once('open', () => resolve(client));
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => reject(new Error(`${response.statusCode ?? 0} ${body}`)));
      });
    });
  }

  get extensions(): string {
    return this.#socket.extensions;
  }

  get videos(): Extract<Received, { kind: 'video' }>[] {
    return this.received.filter((message) => 'kind' in message && message.kind === 'video');
  }

  texts<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.received.filter(
      (message): message is Extract<ServerMessage, { type: T }> => 'type' in message && message.type === type
    );
  }

  send(data: string | Uint8Array | object): void {
    this.#socket.send(typeof data === 'string' || data instanceof Uint8Array ? data : JSON.stringify(data));
  }

  /** Resolves once the condition holds, checked after each message. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!condition()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Stops and starts reading from the network. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.close();
  }

  terminate(): void {
    this.#socket.terminate();
  }
}
