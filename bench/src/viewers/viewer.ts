import { type VideoMessage, VIEWER_API } from '@framewatch/protocol';
import { systemClock } from '@framewatch/service-kit';
import { type Clock, ViewerClient } from '@framewatch/viewer-client';
import { WebSocket } from 'ws';

/** What one viewer saw in a window of time. */
export interface ViewerWindow {
  pictures: number;
  results: number;
  /** Pictures between two that came, which did not. */
  missed: number;
}

/** A viewer as the panel is one, without a decoder: takes everything in and acknowledges it once a second. */
export class Viewer {
  readonly started: Promise<void>;
  readonly #onVideo: (message: VideoMessage) => void;
  readonly #client: ViewerClient;
  readonly #clock = new StoppableClock();
  #socket: WebSocket | null = null;
  #newestSeq: number | null = null;
  #window: ViewerWindow = { pictures: 0, results: 0, missed: 0 };

  constructor(port: number, stream: string, onVideo: (message: VideoMessage) => void) {
    this.#onVideo = onVideo;
    let resolveStarted: () => void;
    let rejectStarted: (reason: Error) => void;
    this.started = new Promise((resolve, reject) => {
      resolveStarted = resolve;
      rejectStarted = reject;
    });
    const deps = {
      clock: this.#clock,
      random: Math.random,
      check: () => Promise.resolve({ ok: true } as const),
      openSocket: () => (this.#socket = new WebSocket(`ws://127.0.0.1:${port}${VIEWER_API}/streams/${stream}/live`)),
    };
    const request = { format: 'h264', queue: () => 0 } as const;
    this.#client = new ViewerClient(deps, request, {
      onState: (state) => {
        if (state.kind === 'waiting') rejectStarted(new Error(`no connection to the runner: ${state.failure.detail}`));
      },
      onConnected: noop,
      onConfig: () => resolveStarted(),
      onVideo: (message) => this.#take(message),
      onResult: () => (this.#window.results += 1),
      onStatus: noop,
      onEvent: noop,
      onServerError: noop,
      onMalformed: noop,
    });
    this.#client.start();
  }

  /** What came since the last call. */
  take(): ViewerWindow {
    const window = this.#window;
    this.#window = { pictures: 0, results: 0, missed: 0 };
    return window;
  }

  /** Neither reads nor acknowledges any more, nor notices that nothing comes. */
  stopReading(): void {
    this.#clock.stop();
    this.#socket?.pause();
  }

  close(): void {
    this.#client.close();
    // One that does not read takes no part in a closing handshake either.
    this.#socket?.terminate();
  }

  #take(message: VideoMessage): void {
    if (this.#newestSeq !== null) this.#window.missed += message.seq - this.#newestSeq - 1;
    this.#newestSeq = message.seq;
    this.#window.pictures += 1;
    this.#onVideo(message);
  }
}

/** The clock of a client that can be made to hang. */
class StoppableClock implements Clock {
  readonly nowMs = () => systemClock.nowMs();
  readonly wallUs = () => systemClock.wallUs();
  #stopped = false;

  after(ms: number, callback: () => void): () => void {
    return systemClock.after(ms, () => {
      if (!this.#stopped) callback();
    });
  }

  stop(): void {
    this.#stopped = true;
  }
}

function noop(): void {
  // Not counted.
}
