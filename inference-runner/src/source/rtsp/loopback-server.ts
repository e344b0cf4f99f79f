import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { requestOf, type RtspMessage } from './message.js';
import { RtspReader } from './reader.js';

export interface LocalReceiver {
  /** Bytes from FFmpeg. */
  onData(bytes: Buffer): void;
  onMessage(message: RtspMessage): void;
  /** FFmpeg closed the connection. */
  onClose(): void;
}

/**
 * A server on loopback for one connection of FFmpeg. Accepts only a client that has the key, once, so that no other
 * program of this machine can connect.
 */
export class LoopbackServer {
  readonly #server = net.createServer((socket) => this.#accept(socket));
  readonly #key = randomBytes(16).toString('hex');
  readonly #sockets = new Set<net.Socket>();
  #ffmpeg: net.Socket | null = null;
  #closed = false;

  constructor(private readonly receiver: LocalReceiver) {}

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    // The system cannot accept FFmpeg's connection: this attempt fails, and the runner goes on.
    this.#server.on('error', () => this.close());
  }

  /** The URL for FFmpeg. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `rtsp://127.0.0.1:${port}/${this.#key}`;
  }

  /** True once FFmpeg has connected. */
  get taken(): boolean {
    return this.#ffmpeg !== null;
  }

  /** Returns the part of a URI after `url`; null when FFmpeg used the camera's own address. */
  restOf(uri: string): string | null {
    const at = uri.indexOf(this.#key);
    return at < 0 ? null : uri.slice(at + this.#key.length);
  }

  /** Returns false when the caller should wait until there is room again. */
  write(bytes: Buffer): boolean {
    return this.#ffmpeg?.write(bytes) ?? true;
  }

  onceDrained(resume: () => void): void {
    this.#ffmpeg?.once('drain', resume);
  }

  /** Ends the connection after what was written. */
  end(): void {
    this.#ffmpeg?.end();
  }

  /** Closes all connections, and further ones as soon as they come. */
  close(): void {
    this.#closed = true;
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: net.Socket): void {
    if (this.#closed) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    const reader = new RtspReader({
      onData: (bytes) => {
        if (socket === this.#ffmpeg) this.receiver.onData(bytes);
      },
      onMessage: (message) => this.#take(socket, message),
    });
    socket.on('data', (bytes) => {
      try {
        reader.push(bytes);
      } catch {
        // FFmpeg never sends a first message of this length.
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (socket === this.#ffmpeg) this.receiver.onClose();
    });
  }

  #take(socket: net.Socket, message: RtspMessage): void {
    if (!this.#ffmpeg && requestOf(message)?.uri.includes(this.#key)) {
      this.#ffmpeg = socket;
      socket.setNoDelay(true);
    }
    if (socket === this.#ffmpeg) this.receiver.onMessage(message);
    else socket.destroy();
  }
}
