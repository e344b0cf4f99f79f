import { HttpError, InfluxDB } from '@influxdata/influxdb-client';
import type { InfluxConfig } from '../config/types.js';
import { toWriteFailure } from './write-failure.js';

/**
 * Writes lines, timestamps in microseconds, in one request. Resolves when the database has taken all of them; rejects
 * with a WriteFailure otherwise, and at once when `signal` aborts.
 */
export type WriteLines = (text: string, signal: AbortSignal) => Promise<void>;

/** Bodies above this are sent compressed, bytes. */
const GZIP_THRESHOLD = 1000;

/**
 * The write API of InfluxDB 2. The client's `WriteApi` is left out on purpose: its buffer, its retries and its log to
 * the console would come on top of the spool's, and it cannot abort a request that hangs.
 *
 * @param path Of the write API, for databases that have it elsewhere.
 */
export function createInfluxWriter(
  config: Pick<InfluxConfig, 'url' | 'org' | 'bucket' | 'token'>,
  path = `/api/v2/write?${new URLSearchParams({ org: config.org, bucket: config.bucket, precision: 'us' }).toString()}`
): WriteLines {
  const { transport } = new InfluxDB({ url: config.url, token: config.token });
  const headers = { 'content-type': 'text/plain; charset=utf-8' };

  return (text, signal) =>
    new Promise((resolve, reject) => {
      let status = 0;
      transport.send(
        path,
        text,
        { method: 'POST', headers, gzipThreshold: GZIP_THRESHOLD, signal },
        {
          responseStarted: (_headers, code = 0) => (status = code),
          // Only 204 says that the points are written: a proxy's friendly 200 must not make them vanish.
          complete: () =>
            status === 204 ? resolve() : reject(toWriteFailure(new HttpError(status, 'is not the expected 204'))),
          error: (error) => reject(toWriteFailure(error, config.token)),
        }
      );
    });
}
