import type { Clock } from '@framewatch/service-kit';

/** The part of a WebSocket that a heartbeat uses. */
export interface Pingable {
  /** Bytes that were written to the socket and are not sent yet. */
  readonly bufferedAmount: number;
  ping(): void;
  terminate(): void;
}

/** Pings a peer periodically, and closes the connection when it neither answers nor receives bytes. */
export class Heartbeat {
  #answered = true;
  #leftAtPing = 0;
  #cancel: () => void;

  /** `totalBytes`: written to the socket so far. */
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
    // A ping may wait behind a picture on a slow line: as long as bytes are sent, the peer is alive.
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
