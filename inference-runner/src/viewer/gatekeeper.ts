import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './errors.js';

/**
 * Decides on every request, of HTTP and WebSockets alike, before anything else looks at it.
 * With tokens: one of them as `Authorization: Bearer …`. Without: the runner listens on loopback only, and a web page
 * that the user has open must not get through the browser to it, so Host and Origin have to be loopback too.
 */
export class Gatekeeper {
  readonly #digests: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.#digests = tokens.map(digest);
  }

  /** Throws an HttpProblem for what may not pass. */
  check(request: IncomingMessage): void {
    if (this.#digests.length > 0) this.#checkToken(request.headers.authorization);
    else checkLoopback(request);
    checkShape(request);
  }

  #checkToken(authorization: string | undefined): void {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
    const presented = digest(token);
    // All are compared, so that the time taken does not tell which one came close.
    let matches = 0;
    for (const accepted of this.#digests) matches += timingSafeEqual(accepted, presented) ? 1 : 0;
    if (matches > 0) return;
    throw new HttpProblem(
      401,
      'unauthorized',
      'a valid token is required: send one of the tokens of the runner\'s configuration as "Authorization: Bearer TOKEN"',
      { 'www-authenticate': 'Bearer' }
    );
  }
}

/** Whether a host name or address, as in a listen address, cannot be reached from another machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function checkLoopback({ headers }: IncomingMessage): void {
  const host = hostOf(`http://${headers.host ?? ''}`);
  if (host === null || !isLoopbackHost(host)) {
    throw new HttpProblem(
      403,
      'foreign-host',
      'without a token only requests to localhost or 127.0.0.1 are answered: configure a viewer token to use another name'
    );
  }
  const origin = headers.origin === undefined ? 'localhost' : hostOf(headers.origin);
  if (origin === null || !isLoopbackHost(origin)) {
    throw new HttpProblem(
      403,
      'foreign-origin',
      'without a token only pages from localhost are answered: configure a viewer token to use Grafana under another name'
    );
  }
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

function hostOf(url: string): string | null {
  try {
    return new URL(url).hostname;
  } catch {
    return null;
  }
}
