import type { Clock } from '@framewatch/service-kit';
import { LruCache } from '../lru-cache.js';
import { HttpProblem } from './errors.js';
import { TokenBucket } from './token-bucket.js';

/** Clients that are remembered; those that asked last. */
const MOST_CLIENTS = 1000;
const RETRY_AFTER_SECONDS = 1;
/** What all clients together may do, in terms of one. */
const ALL_BURST = 2;
const ALL_PER_SECOND = 4;
/** What each client may do whatever the others do: enough for an exporter, and for somebody who opens a board. */
const SPARE_BURST = 0.04;
const SPARE_PER_SECOND = 0.02;

/** What is looked at of a request. */
interface Asking {
  socket: { remoteAddress?: string | undefined };
}

interface Client {
  own: TokenBucket;
  spare: TokenBucket;
}

/** How many HTTP requests one client may make, and all together: so many at once, and so many a second in the long run. */
export class RequestLimit {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #clock: Clock;
  readonly #clients = new LruCache<Client>(MOST_CLIENTS);
  readonly #all: TokenBucket;

  constructor({ requestBurst, requestsPerSecond }: { requestBurst: number; requestsPerSecond: number }, clock: Clock) {
    this.#burst = requestBurst;
    this.#perSecond = requestsPerSecond;
    this.#clock = clock;
    this.#all = new TokenBucket(ALL_BURST * requestBurst, ALL_PER_SECOND * requestsPerSecond, clock.nowMs());
  }

  /** Throws an HttpProblem when the client has to wait. A client is an address with one of the tokens. */
  check(request: Asking, token: number): void {
    if (this.#take(request, token)) return;
    throw new HttpProblem(
      429,
      'too-many-requests',
      `one address with one token may ask ${this.#perSecond} times a second, and all together ${ALL_PER_SECOND * this.#perSecond}: ask less often, or follow the stream by its WebSocket`,
      { 'retry-after': String(RETRY_AFTER_SECONDS) }
    );
  }

  /** Whether the address was refused no more often than it may be. */
  mayBeRefused(request: Asking): boolean {
    return this.#take(request, 'refused');
  }

  #take({ socket }: Asking, as: number | 'refused'): boolean {
    const key = `${socket.remoteAddress ?? ''} ${as}`;
    const nowMs = this.#clock.nowMs();
    const client = this.#clients.get(key, () => this.#newClient(nowMs));
    return client.own.take(1, nowMs) && (this.#all.take(1, nowMs) || client.spare.take(1, nowMs));
  }

  #newClient(nowMs: number): Client {
    return {
      own: new TokenBucket(this.#burst, this.#perSecond, nowMs),
      spare: new TokenBucket(SPARE_BURST * this.#burst, SPARE_PER_SECOND * this.#perSecond, nowMs),
    };
  }
}
