import { decodeBinary, parseServerMessage, type VideoMessage, VIEWER_API } from '@framewatch/protocol';
import { WebSocket } from 'ws';

const ACK_MS = 1000;

/** What one viewer saw in a window of time. */
export interface ViewerWindow {
  pictures: number;
  results: number;
  /** Pictures between two that came, which did not. */
  missed: number;
}

/** A viewer as the panel is one, without a decoder: takes everything in and acknowledges it once a second. */
export class Viewer {
  readonly #socket: WebSocket;
  readonly #onVideo: (message: VideoMessage) => void;
  readonly #acks: NodeJS.Timeout;
  readonly started: Promise<void>;
  #newestSeq: number | null = null;
  #window: ViewerWindow = { pictures: 0, results: 0, missed: 0 };

  constructor(port: number, stream: string, onVideo: (message: VideoMessage) => void) {
    this.#onVideo = onVideo;
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}${VIEWER_API}/streams/${stream}/live`);
    this.#socket.on('open', () => this.#send({ type: 'start', version: 1, video: 'h264' }));
    this.started = new Promise((resolve, reject) => {
      this.#socket.on('error', reject);
      this.#socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) this.#take(data);
        else if (parseServerMessage(data.toString()).type === 'config') resolve();
      });
    });
    this.#acks = setInterval(() => {
      if (this.#newestSeq !== null) this.#send({ type: 'ack', seq: this.#newestSeq, queue: 0 });
    }, ACK_MS);
  }

  /** What came since the last call. */
  take(): ViewerWindow {
    const window = this.#window;
    this.#window = { pictures: 0, results: 0, missed: 0 };
    return window;
  }

  /** Neither reads nor acknowledges any more. */
  stopReading(): void {
    clearInterval(this.#acks);
    this.#socket.pause();
  }

  close(): void {
    clearInterval(this.#acks);
    this.#socket.on('error', () => undefined);
    this.#socket.terminate();
  }

  #take(data: Buffer): void {
    const message = decodeBinary(data);
    if (message.kind === 'result') {
      this.#window.results += 1;
      return;
    }
    if (this.#newestSeq !== null) this.#window.missed += message.seq - this.#newestSeq - 1;
    this.#newestSeq = message.seq;
    this.#window.pictures += 1;
    this.#onVideo(message);
  }

  #send(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
