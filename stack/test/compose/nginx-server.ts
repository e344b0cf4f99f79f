import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer {
  status: number;
  type: string | undefined;
  body: string;
}

/** A real nginx with a configuration whose addresses are replaced, before two stand-ins for Grafana. */
export class NginxServer {
  private constructor(
    private readonly folder: string,
    private readonly nginx: ChildProcess,
    readonly replicas: readonly Server[],
    /** Where it listens for 8080 and 8081. */
    readonly ports: readonly [number, number]
  ) {}

  static async start(configuration: string): Promise<NginxServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'nginx-'));
    const replicas = [await listening(replica('grafana')), await listening(replica('grafana-2'))];
    const free = [await listening(createServer()), await listening(createServer())];
    const [port = 0, metricsPort = 0] = free.map(portOf);
    for (const server of free) {
      server.close();
      await once(server, 'close');
    }
    const [first = 0, second = 0] = replicas.map(portOf);
    const text = configuration
      .replace('listen 8080', `listen 127.0.0.1:${port}`)
      .replace('listen 8081', `listen 127.0.0.1:${metricsPort}`)
      .replaceAll('grafana:3000', `127.0.0.1:${first}`)
      .replaceAll('grafana-2:3000', `127.0.0.1:${second}`)
      .replaceAll('/tmp/', `${folder}/`);
    writeFileSync(path.join(folder, 'nginx.conf'), text);
    const args = ['-p', folder, '-c', path.join(folder, 'nginx.conf'), '-g', 'daemon off;'];
    // A file, as nginx opens /dev/stderr anew, which a pipe of Node's cannot be.
    const log = path.join(folder, 'error.log');
    const nginx = spawn('nginx', args, { stdio: ['ignore', 'ignore', openSync(log, 'w')] });
    const server = new NginxServer(folder, nginx, replicas, [port, metricsPort]);
    while ((await server.ask('/').catch(() => null)) === null) {
      if (nginx.exitCode !== null) {
        for (const one of replicas) one.close();
        throw new Error(`nginx ended: ${readFileSync(log, 'utf8')}`);
      }
      await sleep(50);
    }
    return server;
  }

  async stop(): Promise<void> {
    this.nginx.kill('SIGTERM');
    await once(this.nginx, 'close');
    for (const server of this.replicas) server.close();
    rmSync(this.folder, { recursive: true });
  }

  ask(url: string, port = this.ports[0]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: url, agent: false }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'], body })
        );
      }).on('error', reject);
    });
  }

  /** Headers of the answer to the first request of a page's WebSocket; rejects where it is not upgraded. */
  upgrade(url: string): Promise<IncomingHttpHeaders> {
    const [port] = this.ports;
    return new Promise((resolve, reject) => {
      const headers = { Connection: 'Upgrade', Upgrade: 'websocket', Origin: `http://127.0.0.1:${port}` };
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
}

/**
 * Stands in for one Grafana: tells what reached it, and takes an upgrade from a page whose host and port are those of the
 * request, as Grafana's own live channel does (pkg/services/live, getCheckOriginFunc).
 */
function replica(name: string): Server {
  const server = createServer((incoming, response) => {
    response.end(JSON.stringify({ name, url: incoming.url, headers: incoming.headers }));
  });
  server.on('upgrade', (incoming, socket) => {
    if (new URL(incoming.headers.origin ?? '').host !== incoming.headers.host) {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
      return;
    }
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
