import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@framewatch/service-kit';
import type { Logger } from 'pino';
import { scrapeDeadlineMs } from './deadline.js';
import { ListenError } from './errors.js';
import { MAX_SCRAPES, SharedScrapes, TooManyScrapesError } from './shared-scrapes.js';

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export interface MetricsServerOptions {
  host: string;
  port: number;
  version: string;
  scrapeTimeoutMs: number;
  log: Logger;
  /** Milliseconds, monotonic. */
  now: () => number;
  /**
   * Makes the page for all concurrent scrapers. The signal aborts at the deadline, or when all of them have
   * disconnected.
   */
  scrape: (signal: AbortSignal) => Promise<Buffer>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Serves `/metrics`, `/healthz` and an index page. */
export class MetricsServer {
  readonly #server: Server;
  readonly #routes: ReadonlyMap<string, Handler>;
  readonly #scrapes: SharedScrapes;
  #closing = false;

  constructor(private readonly options: MetricsServerOptions) {
    this.#scrapes = new SharedScrapes(options.scrape, { ...systemClock, nowMs: options.now });
    this.#routes = new Map<string, Handler>([
      [
        '/',
        (request, response) =>
          this.#send(request, response, 200, 'text/html; charset=utf-8', indexPage(options.version)),
      ],
      ['/healthz', (request, response) => this.#send(request, response, 200, 'text/plain; charset=utf-8', 'ok\n')],
      ['/metrics', (request, response) => this.#metrics(request, response)],
    ]);
    this.#server = createServer(
      { maxHeaderSize: 8192, headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 30_000 },
      (request, response) => void this.#handle(request, response)
    );
    this.#server.maxConnections = 256;
  }

  /** Resolves with the address once connections are accepted; rejects with a ListenError. */
  listen(): Promise<{ host: string; port: number }> {
    const { host, port } = this.options;
    return new Promise((resolve, reject) => {
      const onError = (error: Error): void => reject(new ListenError(host, port, error));
      this.#server.once('error', onError);
      this.#server.listen(port, host, () => {
        this.#server.off('error', onError);
        resolve({ host, port: (this.#server.address() as AddressInfo).port });
      });
    });
  }

  /** Stops accepting, lets running scrapes finish for at most `graceMs`, then cuts them. */
  async close(graceMs: number): Promise<void> {
    if (!this.#server.listening) return;
    this.#closing = true;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    const cut = setTimeout(() => this.#server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(cut);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const handler = this.#routes.get(path);
    try {
      if (!handler) {
        this.#sendText(request, response, 404, 'not found; the metrics are at /metrics');
      } else if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('Allow', 'GET, HEAD');
        this.#sendText(request, response, 405, 'only GET and HEAD');
      } else {
        await handler(request, response);
      }
    } catch (error) {
      this.options.log.error({ err: error, path }, 'request failed');
      if (response.headersSent) response.destroy();
      else this.#sendText(request, response, 500, 'internal error, see the log of the exporter');
    }
  }

  async #metrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const header = request.headers['x-prometheus-scrape-timeout-seconds'];
    const deadline = scrapeDeadlineMs(typeof header === 'string' ? header : undefined, this.options.scrapeTimeoutMs);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      this.#send(request, response, 200, METRICS_TYPE, await this.#scrapes.page(deadline, gone.signal));
    } catch (error) {
      if (!(error instanceof TooManyScrapesError)) throw error;
      response.setHeader('Retry-After', '1');
      this.#sendText(request, response, 503, `${MAX_SCRAPES} scrapes are running already`);
    }
  }

  #sendText(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
    this.#send(request, response, status, 'text/plain; charset=utf-8', `${text}\n`);
  }

  #send(request: IncomingMessage, response: ServerResponse, status: number, type: string, body: string | Buffer): void {
    response.writeHead(status, {
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      // Keep-alive would delay the closing of the server.
      ...(this.#closing && { Connection: 'close' }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }
}

function indexPage(version: string): string {
  return `<!doctype html>
<html lang="en">
<title>Framewatch exporter</title>
<h1>Framewatch exporter ${version}</h1>
<p>Publishes what inference runners and the GPU report, for Prometheus.</p>
<ul><li><a href="metrics">Metrics</a></li><li><a href="healthz">Health</a></li></ul>
</html>
`;
}
