import { LruCache } from '@framewatch/protocol';
import type { Clock } from '@framewatch/service-kit';
import { HttpProblem } from './errors.js';
import { TokenBucket } from './token-bucket.js';

/** Most clients that are kept, least recently used first out. */
const MOST_CLIENTS = 1000;
const RETRY_AFTER_SECONDS = 1;
/** Limits of all clients together, as multiples of one client's. */
const ALL_BURST = 2;
const ALL_PER_SECOND = 4;
/** Guaranteed share of each client, whatever the others do: enough for an exporter, or to open a dashboard. */
const SPARE_BURST = 0.04;
const SPARE_PER_SECOND = 0.02;

/** The part of a request that is used. */
interface Asking {
  socket: { remoteAddress?: string | undefined };
}

interface Client {
  own: TokenBucket;
  spare: TokenBucket;
}

/** Rate limits on HTTP requests, of each client and of all together: burst, and rate per second. */
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

  /** Throws an HttpProblem when the client has exceeded its limit. A client is an address with one of the tokens. */
  check(request: Asking, token: number): void {
    if (this.#take(request, token)) return;
    throw new HttpProblem(
      429,
      'too-many-requests',
      `one address with one token may ask ${this.#perSecond} times a second, and all together ${ALL_PER_SECOND * this.#perSecond}: ask less often, or follow the stream by its WebSocket`,
      { 'retry-after': String(RETRY_AFTER_SECONDS) }
    );
  }

  /** Returns whether the address is still below its limit of refusals. */
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
