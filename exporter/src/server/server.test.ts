import { once } from 'node:events';
import { connect } from 'node:net';
import { pino } from 'pino';
import { ListenError, MetricsServer } from './index.js';

type Scrape = (signal: AbortSignal) => Promise<string>;

let server: MetricsServer | undefined;
afterEach(() => server?.close(0));

async function start(
  scrape: Scrape = () => Promise.resolve('up 1\n'),
  scrapeTimeoutMs = 5000,
  now = (): number => performance.now()
): Promise<string> {
  const log = pino({ level: 'silent' });
  server = new MetricsServer({
    host: '127.0.0.1',
    port: 0,
    version: '1.2.3',
    scrapeTimeoutMs,
    log,
    now,
    scrape: async (signal) => Buffer.from(await scrape(signal)),
  });
  const { port } = await server.listen();
  return `http://127.0.0.1:${port}`;
}

const untilAborted: Scrape = (signal) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve('up 0\n'), { once: true }));

describe('MetricsServer', () => {
  it('serves the page as Prometheus wants it', async () => {
    const response = await fetch(`${await start()}/metrics?debug=1`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toBe('up 1\n');
  });

  it('serves health, an index page that finds the metrics, and HEAD', async () => {
    const url = await start();
    expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok\n');
    const index = await fetch(url);
    expect(index.headers.get('content-type')).toMatch('text/html');
    expect(await index.text()).toMatch(/1\.2\.3.*href="metrics"/s);
    const head = await fetch(`${url}/metrics`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '5', '']);
  });

  it.each([
    ['GET', '/nothing', 404],
    ['GET', '/metrics/', 404],
    ['POST', '/metrics', 405],
    ['DELETE', '/', 405],
  ])('%s %s: %p', async (method, path, status) => {
    const response = await fetch(`${await start()}${path}`, { method });
    expect(response.status).toBe(status);
  });

  it('ends a scrape at the deadline', async () => {
    const url = await start(untilAborted, 20);
    expect(await (await fetch(`${url}/metrics`)).text()).toBe('up 0\n');
  });

  it('ends a scrape before Prometheus gives up on it', async () => {
    const url = await start(untilAborted, 60_000);
    const response = await fetch(`${url}/metrics`, { headers: { 'X-Prometheus-Scrape-Timeout-Seconds': '0.04' } });
    expect(await response.text()).toBe('up 0\n');
  });

  it('ends a scrape when the scraper has gone', async () => {
    const scraper = new AbortController();
    const ended = new Promise<void>((resolve) => {
      void start((signal) => {
        signal.addEventListener('abort', () => resolve());
        scraper.abort();
        return untilAborted(signal);
      }).then((url) => fetch(`${url}/metrics`, { signal: scraper.signal }).catch(() => undefined));
    });
    await ended;
  });

  it('shares one page among 50 scrapes at once', async () => {
    let asked = 0;
    let allAsked = (): void => undefined;
    const fifty = new Promise<void>((resolve) => (allAsked = resolve));
    let made = 0;
    const scrape = async (): Promise<string> => {
      made += 1;
      await fifty;
      return `up ${made}\n`;
    };
    // The clock is looked at once for each.
    const url = await start(scrape, 60_000, () => {
      if ((asked += 1) === 50) allAsked();
      return performance.now();
    });
    const pages = Array.from({ length: 50 }, async () => (await fetch(`${url}/metrics`)).text());
    expect(new Set(await Promise.all(pages))).toEqual(new Set(['up 1\n']));
    expect(made).toBe(1);
    expect(await (await fetch(`${url}/metrics`)).text()).toBe('up 2\n');
  });

  it('tells scrapers that come on top of 16 to come back', async () => {
    let running = 0;
    let allRunning = (): void => undefined;
    const sixteen = new Promise<void>((resolve) => (allRunning = resolve));
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const url = await start(async () => {
      if ((running += 1) === 16) allRunning();
      await finished;
      return 'up 1\n';
    }, 60_000);
    // Each gives runners more time than those before it, so it cannot share their pages.
    const scrapes = Array.from({ length: 16 }, (_, i) =>
      fetch(`${url}/metrics`, { headers: { 'X-Prometheus-Scrape-Timeout-Seconds': `${i + 10}` } })
    );
    await sixteen;
    const refused = await fetch(`${url}/metrics`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    finish();
    expect((await Promise.all(scrapes)).map(({ status }) => status)).toEqual(Array(16).fill(200));
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
  });

  it('answers 500 when a scrape fails, and goes on', async () => {
    let failures = 1;
    const url = await start(() => (failures-- > 0 ? Promise.reject(new Error('bug')) : Promise.resolve('up 1\n')));
    const response = await fetch(`${url}/metrics`);
    expect([response.status, await response.text()]).toEqual([500, 'internal error, see the log of the exporter\n']);
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
  });

  it('refuses headers that are too large, and what is not HTTP', async () => {
    const url = new URL(await start());
    for (const [request, status] of [
      [`GET /metrics HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(10_000)}\r\n\r\n`, '431'],
      ['hello\r\n\r\n', '400'],
    ] as const) {
      const socket = connect(Number(url.port), url.hostname);
      socket.write(request);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(`HTTP/1.1 ${status}`);
      socket.destroy();
    }
  });

  it('lets a running scrape finish when it is closed', async () => {
    let finish = (): void => undefined;
    let begun = (): void => undefined;
    const running = new Promise<void>((resolve) => (begun = resolve));
    const url = await start(async () => {
      begun();
      await new Promise<void>((resolve) => (finish = resolve));
      return 'up 1\n';
    });
    const response = fetch(`${url}/metrics`);
    await running;
    const closed = server?.close(60_000);
    finish();
    expect(await (await response).text()).toBe('up 1\n');
    await closed;
    await expect(fetch(url)).rejects.toThrow();
  });

  it('cuts a scrape that does not finish in time when it is closed', async () => {
    let begun = (): void => undefined;
    const running = new Promise<void>((resolve) => (begun = resolve));
    const url = await start(() => {
      begun();
      return new Promise(() => undefined);
    });
    const response = fetch(`${url}/metrics`);
    response.catch(() => undefined);
    await running;
    await server?.close(10);
    await expect(response).rejects.toThrow();
  });

  it('says that its port is in use', async () => {
    const port = Number(new URL(await start()).port);
    const second = new MetricsServer({
      host: '127.0.0.1',
      port,
      version: '',
      scrapeTimeoutMs: 1,
      log: pino({ level: 'silent' }),
      now: () => 0,
      scrape: () => Promise.resolve(Buffer.alloc(0)),
    });
    const error: unknown = await second.listen().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ListenError);
    expect(String(error)).toBe(
      `ListenError: cannot listen on 127.0.0.1:${port}: the port is in use; stop what listens there or set another (EXPORTER_PORT)`
    );
    await second.close(0);
  });
});
