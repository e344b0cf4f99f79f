import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TelemetrySnapshot } from '@framewatch/protocol';
import type { RunnerConfig } from '../config/index.js';
import { exampleMetrics, exampleSnapshot } from './example-snapshot.js';

/** What a runner does when it is asked for its telemetry. */
export type Behaviour = (response: ServerResponse, request: IncomingMessage) => void;

export const answers =
  (snapshot: TelemetrySnapshot = exampleSnapshot()): Behaviour =>
  (response) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(snapshot));
  };

export const says =
  (body: string | Buffer, status = 200): Behaviour =>
  (response) => {
    response.writeHead(status).end(body);
  };

/** Ways in which a runner can fail, each by its name. */
export const MISBEHAVIOUR = {
  hangs: () => undefined,
  'hangs after the headers': (response) => {
    response.writeHead(200).flushHeaders();
  },
  'sends one byte now and then': (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 5);
    response.once('close', () => clearInterval(timer));
  },
  'dies mid-answer': (response) => {
    response.writeHead(200, { 'Content-Length': '1000' }).write('{"runner":', () => response.destroy());
  },
  'closes the connection': (response) => {
    response.destroy();
  },
  'says what is not HTTP': (response) => {
    response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n');
  },
  'answers garbage': says('\u0000\u0001 not json'),
  'answers bytes that are not UTF-8': says(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
  'answers JSON of another shape': says('{"runner":"lobby","metrics":{}}'),
  'answers nothing': says(''),
  'answers without end': (response) => {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65536)));
    };
    response.on('drain', more);
    more();
  },
  'refuses the token': says('{}', 401),
  'has no telemetry': says('not found', 404),
  'redirects elsewhere': (response) => {
    response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end();
  },
  'has streams without end': (response, request) => {
    const streams = Array.from({ length: 450 }, (_, i) => `door-${i}`);
    answers(exampleSnapshot('lobby', exampleMetrics(streams)))(response, request);
  },
} satisfies Record<string, Behaviour>;

/** An HTTP server in the place of a runner. */
export class FakeRunner {
  readonly requests: { url: string; authorization: string | undefined }[] = [];

  private constructor(
    private readonly server: Server,
    readonly port: number
  ) {}

  static async start(behaviour: Behaviour): Promise<FakeRunner> {
    const server = createServer((request, response) => {
      runner.requests.push({ url: request.url ?? '', authorization: request.headers.authorization });
      behaviour(response, request);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const runner = new FakeRunner(server, (server.address() as AddressInfo).port);
    return runner;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  get config(): RunnerConfig {
    return { url: new URL(`http://${this.address}`), discover: 'none', id: null, token: null };
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}
