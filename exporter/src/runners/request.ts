import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { TELEMETRY_MEDIA_TYPE, VIEWER_API } from '@framewatch/protocol';
import type { TokenSource } from '../config/types.js';
import { readReport, type Report, TooManySeriesError } from '../convert/index.js';
import { RunnerUnavailableError } from './errors.js';
import { hostPort, type Target } from './targets.js';

export interface RequestLimits {
  /** Ends the request wherever it is. */
  signal: AbortSignal;
  maxBytes: number;
  maxSeries: number;
  /** Resolves when an answer may be read. */
  pace: () => Promise<void>;
}

/**
 * Asks one runner for its telemetry, over a connection of its own. Resolves with what is fit to publish, rejects with a RunnerUnavailableError. Redirects are not followed: the token is for this address only.
 */
export async function requestTelemetry(target: Target, limits: RequestLimits): Promise<Report> {
  const token = await readToken(target.token);
  try {
    const response = await send(target, token, limits.signal);
    checkStatus(response);
    const body = await readBody(response, limits.maxBytes);
    await limits.pace();
    limits.signal.throwIfAborted();
    return read(body, limits.maxSeries);
  } catch (error) {
    throw describe(error, target, limits.signal);
  }
}

async function readToken(source: TokenSource | null): Promise<string | null> {
  if (source === null) return null;
  if ('value' in source) return source.value;
  const token = await readTokenFile(source.file);
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new RunnerUnavailableError(
    'token',
    'the token file (tokenFile) holds no token, expected printable characters without spaces'
  );
}

async function readTokenFile(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    // Without the path: where a token was given instead of one, it would be shown.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new RunnerUnavailableError('token', `cannot read the token file (${code}): check tokenFile and its mode`, {
      cause: error,
    });
  }
}

async function send(target: Target, token: string | null, signal: AbortSignal): Promise<IncomingMessage> {
  const { url, authority } = target;
  const tls = url.protocol === 'https:';
  const path = `${url.pathname.replace(/\/$/, '')}${VIEWER_API}/telemetry`;
  const request = (tls ? requestHttps : requestHttp)({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port || undefined,
    path,
    ...(tls && isIP(authority.hostname) === 0 && { servername: authority.hostname }),
    headers: {
      Host: url.hostname === authority.hostname ? url.host : authority.host,
      // Runners that do not know the first answer in a form of their own.
      Accept: `${TELEMETRY_MEDIA_TYPE}, application/json;q=0.9`,
      ...(token !== null && { Authorization: `Bearer ${token}` }),
    },
    agent: false,
    signal,
  });
  // What ends the request once there is a response also ends that, which is where it is handled.
  request.on('error', () => undefined);
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

function checkStatus(response: IncomingMessage): void {
  const status = response.statusCode ?? 0;
  if (status === 200) return;
  response.destroy();
  if (status === 401 || status === 403) {
    throw new RunnerUnavailableError('unauthorized', `${status}: the runner refused the token, check it on both sides`);
  }
  const hint = status === 404 ? ', is this the address of a runner?' : '';
  throw new RunnerUnavailableError('status', `answered with status ${status} instead of 200${hint}`);
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new RunnerUnavailableError('oversized', `answered with more than ${maxBytes} bytes (maxResponseBytes)`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

function read(body: Buffer, maxSeries: number): Report {
  try {
    return readReport(body, maxSeries);
  } catch (error) {
    const options = { cause: error };
    if (error instanceof TooManySeriesError) {
      const message = `it has more than ${maxSeries} series (maxSeriesPerRunner): does a label take endless values?`;
      throw new RunnerUnavailableError('too-many-series', message, options, error.runner);
    }
    const detail = error instanceof Error ? error.message.slice(0, 300) : '';
    const message = `${detail} (does the runner have the exporter's version?)`;
    throw new RunnerUnavailableError('malformed', message, options);
  }
}

/** The named error for whatever ended a request. */
function describe(error: unknown, target: Target, signal: AbortSignal): RunnerUnavailableError {
  if (error instanceof RunnerUnavailableError) return error;
  const options = { cause: error };
  if (signal.aborted) return new RunnerUnavailableError('timeout', 'no complete answer within the deadline', options);
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
  if (['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code) || code.startsWith('HPE_')) {
    return new RunnerUnavailableError('interrupted', `the connection ended before the answer did (${code})`, options);
  }
  return new RunnerUnavailableError(
    'unreachable',
    `cannot connect to ${hostPort(target.url)} (${code}): is the runner started, does it listen there?`,
    options
  );
}
