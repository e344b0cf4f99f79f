import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { metricsOnPage } from '../../src/metrics/page.js';
import { missing, root } from '../tools.js';

const reason = missing('nginx', 'nginx-light');
const describeWithNginx = reason === null ? describe : describe.skip;

/** Stands in for one Grafana: tells what reached it, and takes every upgrade. */
function replica(name: string): Server {
  const server = createServer((incoming, response) => {
    response.end(JSON.stringify({ name, url: incoming.url, headers: incoming.headers }));
  });
  server.on('upgrade', (incoming, socket) => {
    const answer = [
      'HTTP/1.1 101 Switching Protocols',
      'Connection: Upgrade',
      'Upgrade: websocket',
      `X-Replica: ${name}`,
    ];
    socket.end([...answer, `X-Url: ${incoming.url ?? ''}`, '', ''].join('\r\n'));
  });
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describeWithNginx(`provisioning/nginx/nginx.conf${reason === null ? '' : ` (${reason})`}`, () => {
  let folder = '';
  let nginx: ChildProcess;
  let port = 0;
  let metricsPort = 0;
  const replicas: Server[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'nginx-'));
    replicas.push(await listening(replica('grafana')), await listening(replica('grafana-2')));
    const free = [await listening(createServer()), await listening(createServer())];
    [port = 0, metricsPort = 0] = free.map(portOf);
    for (const server of free) {
      server.close();
      await once(server, 'close');
    }
    const [first = 0, second = 0] = replicas.map(portOf);
    const config = readFileSync(path.join(root, 'provisioning/nginx/nginx.conf'), 'utf8')
      .replace('listen 8080', `listen 127.0.0.1:${port}`)
      .replace('listen 8081', `listen 127.0.0.1:${metricsPort}`)
      .replace('grafana:3000', `127.0.0.1:${first}`)
      .replace('grafana-2:3000', `127.0.0.1:${second}`)
      .replaceAll('/tmp/', `${folder}/`);
    writeFileSync(path.join(folder, 'nginx.conf'), config);
    nginx = spawn('nginx', ['-p', folder, '-c', path.join(folder, 'nginx.conf'), '-g', 'daemon off;'], {
      stdio: 'ignore',
    });
    while ((await ask('/nginx-health').catch(() => null)) === null)
      await new Promise((resolve) => setTimeout(resolve, 50));
  });

  afterAll(async () => {
    nginx.kill('SIGTERM');
    await once(nginx, 'close');
    for (const server of replicas) server.close();
    rmSync(folder, { recursive: true });
  });

  interface Answer {
    status: number;
    type: string | undefined;
    body: string;
  }

  function ask(url: string, at = port): Promise<Answer> {
    return new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: at, path: url, agent: false }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'], body })
        );
      }).on('error', reject);
    });
  }

  /** Headers of the answer to a WebSocket's first request; rejects where it is not upgraded. */
  function upgrade(url: string): Promise<IncomingHttpHeaders> {
    return new Promise((resolve, reject) => {
      const headers = { Connection: 'Upgrade', Upgrade: 'websocket' };
      request({ host: '127.0.0.1', port, path: url, headers, agent: false })
        .on('upgrade', (response, socket) => {
          socket.destroy();
          resolve(response.headers);
        })
        .on('response', (response) => reject(new Error(`not upgraded: ${response.statusCode}`)))
        .on('error', reject)
        .end();
    });
  }

  it.each(['/api/datasources/proxy/uid/framewatch-streams/viewer/v1/streams/a/live', '/api/live/ws'])(
    'lets WebSockets through on %s',
    async (url) => {
      expect(await upgrade(url)).toMatchObject({ 'x-url': url });
    }
  );

  it('lets none through elsewhere', async () => {
    await expect(upgrade('/api/dashboards')).rejects.toThrow('not upgraded: 200');
  });

  it('tells Grafana where the browser thinks that it is', async () => {
    const { body } = await ask('/d/framewatch-live?var-stream=a');
    expect(JSON.parse(body)).toMatchObject({
      url: '/d/framewatch-live?var-stream=a',
      headers: { host: `127.0.0.1:${port}`, 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' },
    });
  });

  it('tells Prometheus of its connections, at a port of its own', async () => {
    const { status, type, body } = await ask('/metrics', metricsPort);
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4']);
    expect([...metricsOnPage(body)]).toEqual(['nginx_connections']);
    for (const state of ['active', 'reading', 'writing', 'waiting'])
      expect(body).toMatch(new RegExp(`^nginx_connections\\{state="${state}"\\} \\d+$`, 'm'));
    expect((await ask('/', metricsPort)).status).toBe(404);
    expect(JSON.parse((await ask('/metrics')).body)).toMatchObject({ url: '/metrics' });
  });

  it('uses both replicas, and the one that is left when one goes', async () => {
    const nameOf = async (): Promise<unknown> => (JSON.parse((await ask('/')).body) as { name: unknown }).name;
    const names = new Set([await nameOf(), await nameOf(), await nameOf(), await nameOf()]);
    expect([...names].sort()).toEqual(['grafana', 'grafana-2']);
    replicas[0]?.close();
    replicas[0]?.closeAllConnections();
    expect([await nameOf(), await nameOf(), await nameOf()]).toEqual(['grafana-2', 'grafana-2', 'grafana-2']);
  });
});
