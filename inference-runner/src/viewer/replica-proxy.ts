import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { VIEWER_API } from '@framewatch/protocol';
import type { Logger } from 'pino';
import { HttpProblem } from './errors.js';
import { FORWARDED_HEADER, isForwarded } from './forwarded.js';
import { answerRaw } from './raw-answer.js';
import type { RemoteStreams } from './types.js';

const STREAM_PATH = new RegExp(`^${VIEWER_API}/streams/([^/?]+)(?:[/?]|$)`);
/** Time without bytes from the owner after which a request fails. */
const SILENCE_MS = 5_000;
/** Of one connection only, so not for the next one (RFC 9110, 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/**
 * Proxies requests for the streams of other replicas to them, so that every replica answers for every stream. The
 * sockets' own buffers bound the bytes that wait for a slow viewer.
 */
export class ReplicaProxy {
  readonly #remote: RemoteStreams;
  readonly #log: Logger;
  readonly #open = new Set<Duplex>();

  constructor(remote: RemoteStreams, log: Logger) {
    this.#remote = remote;
    this.#log = log;
  }

  /** Proxies an admitted request; returns false when it has to be answered here. */
  request(request: IncomingMessage, response: ServerResponse): boolean {
    const owner = this.#ownerOf(request);
    if (!owner) return false;
    const upstream = this.#ask(request, owner, without(request.headers, HOP_BY_HOP));
    let problem = unreachable(502);
    upstream.setTimeout(SILENCE_MS, () => {
      problem = unreachable(504);
      upstream.destroy(new Error(`no answer within ${SILENCE_MS} ms`));
    });
    upstream.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, without(answer.headers, HOP_BY_HOP));
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    upstream.on('error', (err) => {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      this.#log.warn({ err, owner: owner.host }, 'a request could not be passed on to the replica that has the stream');
      response.writeHead(problem.status, { ...problem.headers, 'content-type': 'application/json; charset=utf-8' });
      response.end(problem.toJson());
    });
    response.on('close', () => upstream.destroy());
    upstream.end();
    return true;
  }

  /** The same for an upgrade to a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const owner = this.#ownerOf(request);
    if (!owner) return false;
    const upstream = this.#ask(request, owner, request.headers);
    const giveUp = () => upstream.destroy();
    socket.once('close', giveUp);
    socket.on('error', () => socket.destroy());
    upstream.setTimeout(SILENCE_MS, () => upstream.destroy(new Error(`no answer within ${SILENCE_MS} ms`)));
    upstream.on('upgrade', (answer, peer, peerHead) => {
      peer.setTimeout(0);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${rawHeaders(answer)}\r\n`);
      socket.write(peerHead);
      peer.write(head);
      this.#join(socket, peer);
    });
    upstream.on('response', (answer) => {
      socket.write(`HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}\r\n${rawHeaders(answer)}\r\n`);
      answer.on('error', () => socket.destroy());
      answer.pipe(socket);
    });
    upstream.on('error', (err) => {
      if (socket.destroyed) return;
      this.#log.warn({ err, owner: owner.host }, 'a viewer could not be passed on to the replica that has the stream');
      answerRaw(socket, unreachable(502));
    });
    upstream.end();
    return true;
  }

  /** Closes the viewers of other replicas' streams; they connect again to another replica. */
  close(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #ownerOf({ url, headers }: IncomingMessage): URL | null {
    const id = STREAM_PATH.exec(url ?? '')?.[1];
    return id === undefined || isForwarded(headers) ? null : this.#remote.addressOf(id);
  }

  #ask({ url, method }: IncomingMessage, owner: URL, headers: IncomingHttpHeaders) {
    const open = owner.protocol === 'https:' ? httpsRequest : httpRequest;
    return open(owner, { path: url, method, headers: { ...headers, [FORWARDED_HEADER]: '1' }, agent: false });
  }

  /** Copies bytes in both directions; when one side ends, both are closed. */
  #join(viewer: Duplex, owner: Duplex): void {
    for (const [from, to] of [
      [viewer, owner],
      [owner, viewer],
    ] as const) {
      this.#open.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#open.delete(from);
        to.destroy();
      });
    }
  }
}

function unreachable(status: 502 | 504): HttpProblem {
  return new HttpProblem(
    status,
    'replica-unreachable',
    'the replica that runs this stream does not answer: it may be starting; see its state and log',
    { 'retry-after': '2' }
  );
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function rawHeaders({ rawHeaders }: IncomingMessage): string {
  const lines: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`);
  return lines.join('');
}
