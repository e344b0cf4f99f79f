import { readFile } from 'node:fs/promises';
import { TELEMETRY_MEDIA_TYPE, VIEWER_API } from '@framewatch/protocol';
import { HttpClient, HttpRequestError } from '@framewatch/service-kit';
import { readSecretAgain } from '@framewatch/service-kit/config';
import type { TokenSource } from '../config/index.js';
import { readReport, type Report, TooManySeriesError } from '../convert/index.js';
import { type RunnerErrorReason, RunnerUnavailableError } from './errors.js';
import type { Target } from './targets.js';

/** Keeps no connection open: after a restart of the runner the next scrape would fail on the old one. */
const CLIENT = new HttpClient({ keepAlive: false });

export interface RequestLimits {
  /** Ends the request wherever it is. */
  signal: AbortSignal;
  maxBytes: number;
  maxSeries: number;
  /** Resolves when an answer may be read. */
  pace: () => Promise<void>;
}

/**
 * Asks one runner for its telemetry, over a connection of its own. Resolves with what is fit to publish, rejects with a
 * RunnerUnavailableError.
 */
export async function requestTelemetry(target: Target, limits: RequestLimits): Promise<Report> {
  const { url, authority } = target;
  const token = await readToken(target.token);
  const address = new URL(`${url.pathname.replace(/\/$/, '')}${VIEWER_API}/telemetry`, url);
  const headers = {
    // The certificate is checked for this host.
    host: url.hostname === authority.hostname ? url.host : authority.host,
    // Runners that do not know the first answer in a form of their own.
    accept: `${TELEMETRY_MEDIA_TYPE}, application/json;q=0.9`,
  };
  try {
    const body = await CLIENT.ask(address, { headers, token, signal: limits.signal }, (answer) => {
      checkStatus(answer.status);
      return answer.body(limits.maxBytes);
    });
    await limits.pace();
    if (limits.signal.aborted) throw new HttpRequestError('aborted', 'too late to be read');
    return read(body, limits.maxSeries);
  } catch (error) {
    throw describe(error, limits.maxBytes);
  }
}

/** A file is read again for each request, so that its token can be replaced. */
async function readToken(source: TokenSource | null): Promise<string | null> {
  if (source === null) return null;
  if ('value' in source) return source.value;
  const secret = await readSecretAgain(source.file, (path) => readFile(path, 'utf8'));
  if ('problem' in secret) throw new RunnerUnavailableError('token', `tokenFile: ${secret.problem}`);
  if (/^[\x21-\x7e]+$/.test(secret.text)) return secret.text;
  throw new RunnerUnavailableError(
    'token',
    'tokenFile: the file that it names holds no token, expected printable characters without spaces'
  );
}

function checkStatus(status: number): void {
  if (status === 200) return;
  if (status === 401 || status === 403) {
    throw new RunnerUnavailableError('unauthorized', `${status}: the runner refused the token, check it on both sides`);
  }
  const hint = status === 404 ? ', is this the address of a runner?' : '';
  throw new RunnerUnavailableError('status', `answered with status ${status} instead of 200${hint}`);
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

/** Returns the error of the request as one of a runner. */
function describe(error: unknown, maxBytes: number): unknown {
  if (!(error instanceof HttpRequestError)) return error;
  const unavailable = (reason: RunnerErrorReason, message: string): RunnerUnavailableError =>
    new RunnerUnavailableError(reason, message, { cause: error });
  switch (error.reason) {
    case 'oversized':
      return unavailable('oversized', `answered with more than ${maxBytes} bytes (maxResponseBytes)`);
    case 'aborted':
    case 'timeout':
      return unavailable('timeout', 'no complete answer within the deadline');
    case 'interrupted':
      return unavailable('interrupted', error.message);
    case 'unreachable':
      return unavailable('unreachable', `${error.what}: is the runner started, does it listen there?`);
    case 'tls':
      return unavailable('unreachable', error.message);
  }
}
