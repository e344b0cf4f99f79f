import type { Dispatcher } from 'undici';
import { type Clock, systemClock } from '../clock.js';
import { onAbort } from '../deadline.js';
import { explainFailure, HttpRequestError } from './errors.js';

export interface HttpClientOptions {
  /** Whether connections are kept for a next request: as long as the server says, else for four seconds. */
  keepAlive: boolean;
  clock?: Pick<Clock, 'after'>;
}

export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PATCH';
  headers?: Readonly<Record<string, string>>;
  /** Sent as `Authorization: Bearer …`. */
  token?: string | null | undefined;
  body?: string | Uint8Array | null;
  /** For the request and its answer, milliseconds. */
  deadlineMs?: number;
  /** Ends the request wherever it is. */
  signal?: AbortSignal;
}

/** The head of an answer, whatever its status. Its body is read at most once. */
export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The whole body. Rejects with an HttpRequestError: `oversized` where it has more than `maxBytes`. */
  body(maxBytes: number): Promise<Buffer>;
  /** The body, or its first `maxBytes`: of what only says why something failed. */
  bodyStart(maxBytes: number): Promise<Buffer>;
}

/** The named error for what ended a request. */
type Explain = (error: unknown) => HttpRequestError;

/**
 * Asks HTTP servers, by undici. Redirects are not followed, as a token is for one address only: they are answers as all
 * others are. Idle connections keep no process alive.
 */
export class HttpClient {
  #agent: Promise<Dispatcher> | null = null;

  constructor(private readonly options: HttpClientOptions) {}

  /**
   * Hands the answer to `read` once its head is there, and gives what that makes of it; what it leaves of the body is not
   * waited for. Rejects with an HttpRequestError where there is no whole answer in time.
   */
  async ask<T>(url: URL, request: HttpRequest, read: (answer: HttpAnswer) => T | Promise<T>): Promise<T> {
    const { method = 'GET', token, body = null, deadlineMs, signal } = request;
    const host = hostOf(url);
    const ending = new AbortController();
    let ended: HttpRequestError | null = null;
    const end = (reason: 'timeout' | 'aborted', what: string): void => {
      ended ??= new HttpRequestError(reason, `no complete answer from ${host} ${what}`);
      ending.abort(ended);
    };
    const disarm = [
      signal && onAbort(signal, () => end('aborted', 'until it was given up')),
      deadlineMs !== undefined &&
        (this.options.clock ?? systemClock).after(deadlineMs, () => end('timeout', `within ${deadlineMs} ms`)),
    ];
    const explain: Explain = (error) => ended ?? explainFailure(error, host);
    const headers = { ...request.headers, ...(typeof token === 'string' && { authorization: `Bearer ${token}` }) };
    let answer: Dispatcher.ResponseData | null = null;
    try {
      const path = url.pathname + url.search;
      answer = await this.#send({ origin: url.origin, path, method, headers, body, signal: ending.signal }, explain);
      return await read(answerOf(answer, host, explain));
    } finally {
      for (const forget of disarm) if (forget) forget();
      answer?.body.destroy();
    }
  }

  async #send(
    options: Dispatcher.RequestOptions & { signal: AbortSignal },
    explain: Explain
  ): Promise<Dispatcher.ResponseData> {
    try {
      const agent = await (this.#agent ??= this.#open());
      options.signal.throwIfAborted();
      const answer = await agent.request(options);
      // A body that nobody reads ends with an error, too.
      answer.body.on('error', () => undefined);
      return answer;
    } catch (error) {
      throw explain(error);
    }
  }

  /** Loaded with the first request: it takes some 20 MB, which a service that asks nobody need not have. */
  async #open(): Promise<Dispatcher> {
    const { Agent } = await import('undici');
    return new Agent({
      pipelining: this.options.keepAlive ? 1 : 0,
      // Whoever asks says how long.
      connect: { timeout: 0 },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }
}

function answerOf(
  { statusCode, statusText, headers, body }: Dispatcher.ResponseData,
  host: string,
  explain: Explain
): HttpAnswer {
  const bodyStart = async (maxBytes: number): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= maxBytes) break;
      }
    } catch (error) {
      throw explain(error);
    }
    return Buffer.concat(chunks).subarray(0, maxBytes);
  };
  return {
    status: statusCode,
    statusText,
    headers,
    bodyStart,
    async body(maxBytes) {
      const bytes = await bodyStart(maxBytes + 1);
      if (bytes.length <= maxBytes) return bytes;
      throw new HttpRequestError('oversized', `${host} answers with more than ${maxBytes} bytes`);
    },
  };
}

/** `host:port` of an address, with the port that the scheme implies. */
export function hostOf(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}
