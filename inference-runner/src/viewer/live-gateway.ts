import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { VIEWER_API } from '@framewatch/protocol';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '@framewatch/service-kit';
import { HttpProblem } from './errors.js';
import type { LiveLimits } from './limits.js';
import { LiveSession, type LiveSocket } from './live-session.js';
import { streamOf } from './routes.js';
import type { MeterOf, ViewableRunner, ViewableStream } from './types.js';

const LIVE_PATH = new RegExp(`^${VIEWER_API}/streams/([^/?]+)/live(?:\\?.*)?$`);

/** Accepts WebSockets on `/streams/{id}/live` and owns their sessions. */
export class LiveGateway {
  readonly #runner: ViewableRunner;
  readonly #meterOf: MeterOf;
  readonly #clock: Clock;
  readonly #limits: LiveLimits;
  readonly #log: Logger;
  readonly #server: WebSocketServer;
  readonly #sessions = new Map<LiveSession, { streamId: string; socket: WebSocket }>();
  #onEmpty: () => void = () => undefined;

  constructor(runner: ViewableRunner, meterOf: MeterOf, clock: Clock, limits: LiveLimits, log: Logger) {
    this.#runner = runner;
    this.#meterOf = meterOf;
    this.#clock = clock;
    this.#limits = limits;
    this.#log = log;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: limits.maxMessageBytes,
      perMessageDeflate: false,
      clientTracking: false,
    });
  }

  /** Sockets that are open or closing. */
  get viewers(): number {
    return this.#sessions.size;
  }

  /** Handles an upgrade request that was admitted. Throws an HttpProblem and leaves the socket unchanged. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const stream = this.#streamFor(request.url ?? '');
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#accept(stream, webSocket));
  }

  /** Tells the viewers of a stream that has moved to another replica to connect again. */
  release(streamId: string): void {
    for (const [session, viewer] of this.#sessions) if (viewer.streamId === streamId) session.end('renew');
  }

  /** Sends `bye` to all viewers; closes those that are still connected after `deadlineMs`. */
  async close(deadlineMs: number): Promise<void> {
    if (this.#sessions.size === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(deadlineMs, () => {
        for (const { socket } of this.#sessions.values()) socket.terminate();
      });
      this.#onEmpty = () => {
        cancel();
        resolve();
      };
      for (const session of this.#sessions.keys()) session.end('shutdown');
    });
  }

  #streamFor(url: string): ViewableStream {
    const id = LIVE_PATH.exec(url)?.[1];
    if (id === undefined) {
      throw new HttpProblem(404, 'not-found', `WebSockets are at ${VIEWER_API}/streams/{id}/live`);
    }
    const stream = streamOf(this.#runner, id);
    if (this.#runner.stopping) throw new HttpProblem(503, 'stopping', 'this runner is stopping: connect again later');
    const viewers = [...this.#sessions.values()].filter(({ streamId }) => streamId === stream.id).length;
    if (viewers >= this.#limits.maxViewersPerStream) {
      throw new HttpProblem(
        503,
        'too-many-viewers',
        `stream ${stream.id} has ${viewers} viewers, as many as it may: close some and connect again`,
        { 'retry-after': '10' }
      );
    }
    return stream;
  }

  #accept(stream: ViewableStream, webSocket: WebSocket): void {
    const log = this.#log.child({ stream: stream.id });
    const meter = this.#meterOf(stream.id);
    const session: LiveSession = new LiveSession(stream, meter, adapt(webSocket), this.#clock, this.#limits, () => {
      this.#sessions.delete(session);
      if (this.#sessions.size === 0) this.#onEmpty();
    });
    this.#sessions.set(session, { streamId: stream.id, socket: webSocket });
    webSocket.on('message', (data, isBinary) => {
      try {
        if (isBinary) session.onBinary();
        else session.onText(textOf(data));
      } catch (error) {
        log.error({ err: error }, 'viewer session failed');
        session.onFailure();
      }
    });
    webSocket.on('pong', () => session.onPong());
    // A broken frame, an oversized message, a reset connection: `close` follows, and ws has told the peer.
    webSocket.on('error', (error) => log.debug({ err: error }, 'viewer socket failed'));
    webSocket.on('close', (code) => {
      log.debug({ code }, 'viewer left');
      session.onClose();
    });
    log.debug('viewer joined');
  }
}

function adapt(webSocket: WebSocket): LiveSocket {
  const open = () => webSocket.readyState === webSocket.OPEN;
  return {
    get bufferedAmount() {
      return webSocket.bufferedAmount;
    },
    send(data) {
      // A socket that closes meanwhile reports that by `close`, so the error is ignored.
      if (open()) webSocket.send(data, () => undefined);
    },
    ping() {
      if (open()) webSocket.ping();
    },
    close: (code) => webSocket.close(code),
    terminate: () => webSocket.terminate(),
  };
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
