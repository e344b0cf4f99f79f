import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { isLoopbackHost, VIEWER_API } from '@framewatch/protocol';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { ViewerConfig } from '../config/index.js';
import { type Clock, systemClock } from '@framewatch/service-kit';
import { AddressInUseError, AddressUnusableError, HttpProblem, TokenRequiredError } from './errors.js';
import { ReplicaProxy } from './replica-proxy.js';
import { Authenticator } from './authenticator.js';
import { defaultLiveLimits, type LiveLimits } from './limits.js';
import { LiveGateway } from './live-gateway.js';
import { answerRaw } from './raw-answer.js';
import { RefusalLog } from './refusal-log.js';
import { RequestLimit } from './request-limit.js';
import { addRoutes } from './routes.js';
import type { MeterOf, ViewableRunner } from './types.js';

const MAX_HEADER_BYTES = 16 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
/**
 * Between two requests on a connection. Longer than the 60 seconds for which nginx and load balancers keep one by default,
 * so that they rarely ask on one that the runner is closing. Exporters keep none.
 */
const KEEP_ALIVE_MS = 75_000;
const TIMEOUT_CHECK_MS = 2_000;
const PROBE_PATH = '/healthz';

export interface ViewerServer {
  /** Rejects with an AddressInUseError, an AddressUnusableError, or a TokenRequiredError. */
  listen(): Promise<{ host: string; port: number }>;
  /** Tells the viewers of a stream that has moved to another replica to connect again. */
  release(streamId: string): void;
  /** Sends `bye` to all viewers and ends within `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}

export interface ViewerServerDeps {
  log: Logger;
  meterOf: MeterOf;
  clock?: Clock;
  limits?: Partial<LiveLimits>;
}

/** The viewer API of one runner: HTTP and WebSockets behind one authenticator. */
export function createViewerServer(runner: ViewableRunner, config: ViewerConfig, deps: ViewerServerDeps): ViewerServer {
  const { log, meterOf, clock = systemClock } = deps;
  const limits = { ...defaultLiveLimits, ...deps.limits };
  const admit = admission(new Authenticator(config.tokens), new RefusalLog(log, clock));
  const requests = new RequestLimit(limits, clock);
  const gateway = new LiveGateway(runner, meterOf, clock, limits, log);
  const proxy = runner.remote ? new ReplicaProxy(runner.remote, log) : null;
  // One server for each address of the host name.
  const servers: Server[] = [];
  const app = fastify({
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      void sendProblem(reply, new HttpProblem(400, 'bad-request', 'the address of the request is not a valid one'));
    },
    serverFactory: (handle) => {
      const admitRequest = (request: IncomingMessage) => admit(request, (token) => requests.check(request, token));
      const refuse = (request: IncomingMessage, { status }: HttpProblem, answer: () => void) => {
        const held = status === 429 || !requests.mayBeRefused(request);
        if (held) clock.after(limits.refusalHoldMs, answer);
        else answer();
      };
      const server = createGuardedServer(runner, admitRequest, refuse, (request, response) => {
        if (!proxy?.request(request, response)) handle(request, response);
      });
      servers.push(server);
      return server;
    },
  });
  prepareAnswers(app, log);
  void app.register(
    (api, _options, done) => {
      addRoutes(api, runner, () => Math.floor(clock.wallUs() / 1000));
      done();
    },
    { prefix: VIEWER_API }
  );
  app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    try {
      admit(request);
      if (!proxy?.upgrade(request, socket, head)) gateway.upgrade(request, socket, head);
    } catch (error) {
      answerRaw(socket, asProblem(error, log));
    }
  });

  return {
    async listen() {
      if (config.tokens.length === 0 && !isLoopbackHost(config.host)) throw new TokenRequiredError(config.host);
      try {
        await app.listen({ host: config.host, port: config.port });
      } catch (error) {
        throw listenError(config, error);
      }
      const { address, port } = app.server.address() as AddressInfo;
      log.info({ host: address, port, acceptedTokens: config.tokens.length }, 'viewer API listens');
      return { host: address, port };
    },
    release: (streamId) => gateway.release(streamId),
    async close(deadlineMs) {
      proxy?.close();
      const cancel = clock.after(deadlineMs, () => {
        for (const server of servers) server.closeAllConnections();
      });
      await Promise.all([gateway.close(deadlineMs), app.close()]);
      cancel();
    },
  };
}

function listenError({ host, port }: ViewerConfig, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new AddressInUseError(host, port, { cause });
  return code === undefined ? cause : new AddressUnusableError(host, port, code, { cause });
}

/**
 * Returns a function that admits a request or throws an HttpProblem, which it logs. `limit` throws for too many
 * requests.
 */
function admission(authenticator: Authenticator, refusals: RefusalLog) {
  return (request: IncomingMessage, limit?: (token: number) => void): void => {
    try {
      const token = authenticator.check(request);
      limit?.(token);
    } catch (error) {
      if (error instanceof HttpProblem) {
        refusals.add(error.code, request.socket.remoteAddress, (request.url ?? '').replace(/\?.*$/s, ''));
      }
      throw error;
    }
  };
}

/** Only probes are answered before a request is admitted. */
function createGuardedServer(
  runner: ViewableRunner,
  admit: (request: IncomingMessage) => void,
  refuse: (request: IncomingMessage, problem: HttpProblem, answer: () => void) => void,
  handle: RequestListener
): Server {
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  };
  return createServer(options, (request, response) => {
    if (request.url === PROBE_PATH) {
      answerProbe(runner, response);
      return;
    }
    response.setHeader('cache-control', 'no-store');
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    try {
      admit(request);
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      refuse(request, error, () => {
        response.writeHead(error.status, { ...error.headers, 'content-type': 'application/json; charset=utf-8' });
        response.end(error.toJson());
      });
      return;
    }
    handle(request, response);
  });
}

/** For probes of containers, without a token: tells only that the main thread answers and is not stopping. */
function answerProbe(runner: ViewableRunner, response: ServerResponse): void {
  response.writeHead(runner.stopping ? 503 : 200, { 'content-type': 'text/plain', 'cache-control': 'no-store' });
  response.end(runner.stopping ? 'stopping\n' : 'ok\n');
}

function prepareAnswers(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error: FastifyError, _request, reply) => sendProblem(reply, asProblem(error, log)));
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(
      reply,
      new HttpProblem(404, 'not-found', `there is nothing here: the viewer API is under ${VIEWER_API}`)
    )
  );
}

function sendProblem(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/json; charset=utf-8')
    .send(problem.toJson());
}

/** Other errors are the runner's: it logs them in full and answers without details. */
function asProblem(error: unknown, log: Logger): HttpProblem {
  if (error instanceof HttpProblem) return error;
  log.error({ err: error }, 'viewer request failed');
  return new HttpProblem(500, 'internal', 'the runner could not answer: see its log');
}

/** Answers incomplete HTTP requests: a header too large, a line that is not HTTP, a request that never ends. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problems: Readonly<Record<string, HttpProblem>> = {
    HPE_HEADER_OVERFLOW: new HttpProblem(
      431,
      'headers-too-large',
      `the headers of a request may have ${MAX_HEADER_BYTES} bytes: send fewer cookies or a shorter address`
    ),
    ERR_HTTP_REQUEST_TIMEOUT: new HttpProblem(
      408,
      'request-timeout',
      'the request did not arrive in time: send it whole'
    ),
  };
  answerRaw(
    socket,
    problems[error.code ?? ''] ?? new HttpProblem(400, 'bad-request', 'this is not a valid HTTP request')
  );
}
