import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
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

  return async (text, signal) => {
    try {
      const answer = await post(url, headers, text, signal);
      const body = await readBounded(answer);
      // Only 204 says that the points are written. A proxy may answer 200 to anything, and the points would be lost.
      if (answer.statusCode !== 204) throw errorOf(answer, body);
    } catch (error) {
      throw toWriteFailure(error, config.token);
    }
  };
}

async function post(
  url: URL,
  headers: Record<string, string>,
  text: string,
  signal: AbortSignal
): Promise<IncomingMessage> {
  const plain = Buffer.from(text);
  const zipped = plain.length > GZIP_THRESHOLD;
  const body = zipped ? await promisify(gzip)(plain) : plain;
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const encoding = zipped ? { 'content-encoding': 'gzip' } : {};
    request(url, { method: 'POST', headers: { ...headers, ...encoding, 'content-length': body.length }, signal })
      .on('response', resolve)
      .on('error', reject)
      .end(body);
  });
}

/** Returns the first bytes of the answer. Ends the connection when there are more. */
async function readBounded(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString();
}

function errorOf({ statusCode = 0, statusMessage, headers }: IncomingMessage, body: string): HttpError {
  const text = body === '' ? String(headers['x-influxdb-error'] ?? '') : body;
  return new HttpError(
    statusCode,
    statusMessage,
    text,
    headers['retry-after'],
    headers['content-type'],
    undefined,
    headers
  );
}
