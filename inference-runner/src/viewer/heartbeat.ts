import type { Clock } from '@framewatch/service-kit';

/** What a heartbeat needs of a WebSocket. */
export interface Pingable {
  /** Bytes that were handed over and have not left for the network. */
  readonly bufferedAmount: number;
  ping(): void;
  terminate(): void;
}

/** Pings a peer again and again, and cuts it off when it neither answers nor takes in what waits for it. */
export class Heartbeat {
  #answered = true;
  #leftAtPing = 0;
  #cancel: () => void;

  /** `totalBytes`: handed to the socket so far. */
  constructor(
    private readonly socket: Pingable,
    private readonly clock: Clock,
    private readonly intervalMs: number,
    private readonly totalBytes: () => number
  ) {
    this.#cancel = this.#schedule();
  }

  onPong(): void {
    this.#answered = true;
  }

  stop(): void {
    this.#cancel();
  }

  #schedule(): () => void {
    return this.clock.after(this.intervalMs, () => this.#beat());
  }

  #beat(): void {
    const { bufferedAmount } = this.socket;
    const left = this.totalBytes() - bufferedAmount;
    // A ping may still wait behind a picture on a slow line: as long as that moves, the peer is alive.
    const moving = bufferedAmount > 0 && left > this.#leftAtPing;
    if (!this.#answered && !moving) {
      this.socket.terminate();
      return;
    }
    this.#answered = false;
    this.#leftAtPing = left;
    this.socket.ping();
    this.#cancel = this.#schedule();
  }
}
