import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.js';
import { HttpProblem } from './errors.js';
import { TokenBucket } from './token-bucket.js';

/** Clients that are remembered; those that asked last. */
const MOST_CLIENTS = 1000;
const RETRY_AFTER_SECONDS = 1;

/** How many HTTP requests one client may make: so many at once, and so many a second in the long run. */
export class RequestLimit {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #clock: Clock;
  readonly #clients = new Map<string, TokenBucket>();

  constructor({ requestBurst, requestsPerSecond }: { requestBurst: number; requestsPerSecond: number }, clock: Clock) {
    this.#burst = requestBurst;
    this.#perSecond = requestsPerSecond;
    this.#clock = clock;
  }

  /** Throws an HttpProblem when the client has to wait. A client is an address with one of the tokens. */
  check(request: IncomingMessage, token: number): void {
    if (this.#take(request, token)) return;
    throw new HttpProblem(
      429,
      'too-many-requests',
      `one address with one token may ask ${this.#perSecond} times a second, and ${this.#burst} times at once: ask less often, or follow the stream by its WebSocket`,
      { 'retry-after': String(RETRY_AFTER_SECONDS) }
    );
  }

  /** Whether the address was refused no more often than it may be. */
  mayBeRefused(request: IncomingMessage): boolean {
    return this.#take(request, 'refused');
  }

  #take({ socket }: IncomingMessage, as: number | 'refused'): boolean {
    const client = `${socket.remoteAddress ?? ''} ${as}`;
    const nowMs = this.#clock.nowMs();
    const bucket = this.#clients.get(client) ?? new TokenBucket(this.#burst, this.#perSecond, nowMs);
    this.#clients.delete(client);
    this.#clients.set(client, bucket);
    const [oldest] = this.#clients.keys();
    if (this.#clients.size > MOST_CLIENTS && oldest !== undefined) this.#clients.delete(oldest);
    return bucket.take(1, nowMs);
  }
}
