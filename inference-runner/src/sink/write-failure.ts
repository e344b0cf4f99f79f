import { HttpRequestError } from '@framewatch/service-kit';
import { HttpError } from '@influxdata/influxdb-client';
import { messageOf } from './errors.js';

/** Why a write failed: bounded, as it labels a metric. */
export type WriteFailureReason =
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'rejected'
  | 'too-large'
  | 'rate-limited'
  | 'unavailable'
  | 'server-error'
  | 'unexpected-answer'
  | 'spool';

/** The remedy for each reason. */
const REMEDIES: Record<WriteFailureReason, string> = {
  unreachable: 'start the database, or correct sinks[].url',
  timeout: 'the database is too slow or a firewall swallows its answers: look at its load and the way to it',
  tls: 'give the database a certificate that is valid here, or name its authority in NODE_EXTRA_CA_CERTS',
  unauthorized: 'the token is wrong or expired: put a valid one into sinks[].token',
  forbidden: 'the token may not write to this bucket: give it write permission',
  'not-found': 'create the organization and the bucket, or correct sinks[].org, sinks[].bucket and sinks[].url',
  rejected: 'the database does not accept some points: see its message',
  'too-large': 'lower sinks[].batchLines, or raise the limit of the database or the proxy before it',
  'rate-limited': 'the database limits writes: lower targetFps, or raise the limit',
  unavailable: 'the database is starting or overloaded: look at its log',
  'server-error': 'look at the log of the database',
  'unexpected-answer': 'what answers is no InfluxDB write API: correct sinks[].url',
  spool: 'free or repair the disk of sinks[].spoolPath, and let this user read and write there',
};

/** A write that failed, and what that means for its points. */
export class WriteFailure extends Error {
  override readonly name = 'WriteFailure';

  constructor(
    readonly reason: WriteFailureReason,
    cause: string,
    readonly details: {
      /** The server's `Retry-After`, milliseconds. */
      retryAfterMs?: number;
      /** Number of points that the server left out while it wrote all others. */
      leftOut?: number;
    } = {}
  ) {
    super(`${cause}: ${REMEDIES[reason]}`);
  }

  /**
   * True when the points may be the cause, so that a part of them may be accepted. Otherwise all are kept and tried
   * again.
   */
  get blamesPoints(): boolean {
    return this.reason === 'rejected' || this.reason === 'too-large';
  }
}

/** Converts an error of the client. `secret`: removed from messages, since the server may quote it. */
export function toWriteFailure(error: unknown, secret = ''): WriteFailure {
  if (error instanceof WriteFailure) return error;
  if (error instanceof HttpError) return fromAnswer(error, secret);
  if (!(error instanceof HttpRequestError)) return new WriteFailure('unreachable', messageOf(error, secret));
  const { reason, what } = error;
  return new WriteFailure(reason === 'tls' || reason === 'timeout' ? reason : 'unreachable', what);
}

function fromAnswer(error: HttpError, secret: string): WriteFailure {
  const reason = reasonOfStatus(error);
  const cause = `${error.statusCode} ${messageOf(error, secret)}`;
  return new WriteFailure(reason, cause, { retryAfterMs: retryAfterMs(error), leftOut: leftOut(error) });
}

function reasonOfStatus(error: HttpError): WriteFailureReason {
  const status = error.statusCode;
  switch (status) {
    case 201: // Some of the points were written.
      return 'rejected';
    case 400:
    case 422:
      // A proxy may answer 400, too; points are dropped only when the database itself rejects them.
      return isDatabaseError(error) ? 'rejected' : 'unexpected-answer';
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 408:
      return 'timeout';
    case 413:
      return 'too-large';
    case 429:
      return 'rate-limited';
    case 503:
      return 'unavailable';
    default:
      return status >= 500 ? 'server-error' : 'unexpected-answer';
  }
}

/** InfluxDB 2 explains itself in `message`, InfluxDB 1 in `error`, both in JSON. */
function isDatabaseError(error: HttpError): boolean {
  const json: unknown = error.json;
  if (typeof json !== 'object' || json === null) return false;
  return ('message' in json && typeof json.message === 'string') || ('error' in json && typeof json.error === 'string');
}

/** `partial write: … dropped=3`: all but three were written. Zero is also said of lines that could not be parsed. */
function leftOut(error: HttpError): number | undefined {
  const dropped = Number(/partial write: .* dropped=(\d+)/s.exec(error.body ?? '')?.[1] ?? 0);
  return dropped > 0 ? dropped : undefined;
}

/** Retry-After is in seconds, or a date, which is measured by the server's own clock. */
function retryAfterMs(error: HttpError): number | undefined {
  const { 'retry-after': value, date } = error.headers ?? {};
  if (typeof value !== 'string') return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.parse(String(date));
  return ms > 0 ? ms : undefined;
}
