import { type LoopbackRefusal, loopbackRefusal } from '@framewatch/protocol';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './errors.js';

/**
 * Checks every request, of HTTP and WebSockets alike, before any other code. With tokens: one of them as
 * `Authorization: Bearer …`. Without: the runner listens on loopback only, and a web page that the user has open must
 * not get through the browser to it, so Host and Origin have to be loopback too.
 */
export class Authenticator {
  readonly #digests: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.#digests = tokens.map(digest);
  }

  /** Returns the index of the request's token, -1 when none is needed. Throws an HttpProblem for a refused request. */
  check(request: IncomingMessage): number {
    const token = this.#digests.length > 0 ? this.#tokenOf(request.headers.authorization) : -1;
    if (token < 0) checkLoopback(request);
    checkShape(request);
    return token;
  }

  #tokenOf(authorization: string | undefined): number {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
    const presented = digest(token);
    // Compares with all tokens, so that the time taken reveals nothing.
    const matches = this.#digests.map((accepted) => timingSafeEqual(accepted, presented));
    if (matches.includes(true)) return matches.indexOf(true);
    throw new HttpProblem(
      401,
      'unauthorized',
      'a valid token is required: send one of the tokens of the runner\'s configuration as "Authorization: Bearer TOKEN"',
      { 'www-authenticate': 'Bearer' }
    );
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

const REFUSALS: Record<LoopbackRefusal, string> = {
  'host-not-allowed':
    'without a token only requests to localhost or 127.0.0.1 are answered: configure a viewer token to use another name',
  'origin-not-allowed':
    'without a token only pages from localhost are answered: configure a viewer token to use Grafana under another name',
};

function checkLoopback({ headers }: IncomingMessage): void {
  const refusal = loopbackRefusal(headers);
  if (refusal !== null) throw new HttpProblem(403, refusal, REFUSALS[refusal]);
}

function checkShape({ method, headers }: IncomingMessage): void {
  const bodyBytes = Number(headers['content-length'] ?? 0);
  if (bodyBytes > 0 || headers['transfer-encoding'] !== undefined) {
    throw new HttpProblem(413, 'body-too-large', 'no request to the viewer API has a body: send none', {
      connection: 'close',
    });
  }
  if (method !== 'GET' && method !== 'HEAD') {
    throw new HttpProblem(405, 'method-not-allowed', 'the viewer API is read only: use GET', { allow: 'GET, HEAD' });
  }
}
