import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { scrapeDeadlineMs } from './deadline.js';
import { ListenError } from './errors.js';

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
/** Scrapes at once; a scraper that comes on top is told to come back, so that a jam cannot grow. */
const MAX_SCRAPES = 16;

export interface MetricsServerOptions {
  host: string;
  port: number;
  version: string;
  scrapeTimeoutMs: number;
  log: Logger;
  /** The whole page. The signal aborts at the scrape's deadline, or when the scraper has gone. */
  scrape: (signal: AbortSignal) => Promise<string>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Serves `/metrics`, `/healthz` and an index page. */
export class MetricsServer {
  readonly #server: Server;
  readonly #routes: ReadonlyMap<string, Handler>;
  #scrapes = 0;
  #closing = false;

  constructor(private readonly options: MetricsServerOptions) {
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
    if (this.#scrapes >= MAX_SCRAPES) {
      response.setHeader('Retry-After', '1');
      this.#sendText(request, response, 503, `${MAX_SCRAPES} scrapes are running already`);
      return;
    }
    const header = request.headers['x-prometheus-scrape-timeout-seconds'];
    const deadline = scrapeDeadlineMs(typeof header === 'string' ? header : undefined, this.options.scrapeTimeoutMs);
    const controller = new AbortController();
    const abort = (): void => {
      clearTimeout(timer);
      controller.abort();
    };
    const timer = setTimeout(abort, deadline);
    response.once('close', abort);
    this.#scrapes += 1;
    try {
      const page = await this.options.scrape(controller.signal);
      this.#send(request, response, 200, METRICS_TYPE, page);
    } finally {
      this.#scrapes -= 1;
      clearTimeout(timer);
      response.off('close', abort);
    }
  }

  #sendText(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
    this.#send(request, response, status, 'text/plain; charset=utf-8', `${text}\n`);
  }

  #send(request: IncomingMessage, response: ServerResponse, status: number, type: string, body: string): void {
    response.writeHead(status, {
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      // Kept alive, it would keep the closing server alive.
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
