import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type HttpAnswer, HttpClient } from '@framewatch/service-kit';
import { HttpError } from '@influxdata/influxdb-client';
import type { InfluxConfig } from './influx-config.js';
import { toWriteFailure } from './write-failure.js';

/**
 * Writes lines, timestamps in microseconds, in one request. Resolves when the database has taken all of them; rejects
 * with a WriteFailure otherwise, and at once when `signal` aborts.
 */
export type WriteLines = (text: string, signal: AbortSignal) => Promise<void>;

/** Bodies above this are sent compressed, bytes. */
const GZIP_THRESHOLD = 1000;

/** Most bytes of an answer that are read: what says why a write failed is shorter. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * The write API of InfluxDB 2. Of the official client only the errors are used: its `WriteApi` brings a buffer, retries
 * and a log to the console that would come on top of the spool's, and its transport reads answers without a bound.
 *
 * @param path Of the write API, for databases that have it elsewhere.
 */
export function createInfluxWriter(
  config: Pick<InfluxConfig, 'url' | 'org' | 'bucket' | 'token'>,
  path = `/api/v2/write?${new URLSearchParams({ org: config.org, bucket: config.bucket, precision: 'us' }).toString()}`
): WriteLines {
  const { origin, pathname } = new URL(config.url);
  const url = new URL(pathname.replace(/\/+$/, '') + path, origin);
  const headers = { 'content-type': 'text/plain; charset=utf-8', authorization: `Token ${config.token}` };

  const client = new HttpClient({ keepAlive: true });

  return async (text, signal) => {
    try {
      const { encoding, body } = await encoded(text);
      await client.ask(url, { method: 'POST', headers: { ...headers, ...encoding }, body, signal }, async (answer) => {
        const said = (await answer.bodyStart(MAX_ANSWER_BYTES)).toString();
        // Only 204 says that the points are written. A proxy may answer 200 to anything, and the points would be lost.
        if (answer.status !== 204) throw errorOf(answer, said);
      });
    } catch (error) {
      throw toWriteFailure(error, config.token);
    }
  };
}

async function encoded(text: string): Promise<{ encoding: Record<string, string>; body: Buffer }> {
  const plain = Buffer.from(text);
  if (plain.length <= GZIP_THRESHOLD) return { encoding: {}, body: plain };
  return { encoding: { 'content-encoding': 'gzip' }, body: await promisify(gzip)(plain) };
}

function errorOf({ status, statusText, headers }: HttpAnswer, body: string): HttpError {
  const text = body === '' ? String(headers['x-influxdb-error'] ?? '') : body;
  const [retryAfter, type] = ['retry-after', 'content-type'].map((name) => headers[name]?.toString());
  return new HttpError(status, statusText, text, retryAfter, type, undefined, headers);
}
