import { redactUrl } from '@framewatch/service-kit';
import type { FetchResponse } from 'make-fetch-happen';
import { FetchError, pathOf } from '../fetch/errors.js';
import type { OnProgress } from '../progress.js';
import { CutOffError, DownloadInterruptedError, HttpStatusError, NotAModelError } from './errors.js';
import { PartialFile } from './partial-file.js';
import { requester } from './request.js';

export interface DownloadOptions {
  /** Where unfinished downloads are kept. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: OnProgress;
  /** How long the server may be silent, milliseconds. */
  readonly idleMs?: number;
  /** Waits before another attempt; attempts that bring nothing wait longer each time. Milliseconds. */
  readonly pause?: (ms: number) => Promise<void>;
}

const IDLE_MS = 30_000;
const PAUSE_MS = 1000;
/** Attempts one after the other that bring no byte. */
const MOST_FRUITLESS = 3;

/**
 * Downloads a file over http or https, from where an earlier download of the same address ended, if it is still the same
 * file. Goes on by itself when the connection breaks. The caller removes what it gets.
 * @throws HttpStatusError, DownloadInterruptedError, RedirectError, NotAModelError for a web page, errors of the file system
 */
export async function download(url: string, options: DownloadOptions): Promise<PartialFile> {
  const shown = redactUrl(url);
  const request = await requester(url, options.env, options.idleMs ?? IDLE_MS);
  const file = new PartialFile(options.folder, url);
  const { onProgress, pause = wait } = options;
  for (let fruitless = 0; ;) {
    const before = await file.size();
    try {
      const version = before > 0 ? await file.version() : null;
      const response = await request(version === null ? {} : { range: `bytes=${before}-`, 'if-range': version });
      await take(response, file, shown, (done, total) =>
        onProgress?.({ step: 'fetch', what: shown, done, total: total ?? done, unit: 'bytes' })
      );
      return file;
    } catch (error) {
      if (pathOf(error) !== undefined || !isPassing(error)) throw error;
      fruitless = (await file.size()) > before ? 0 : fruitless + 1;
      if (fruitless === MOST_FRUITLESS) {
        throw error instanceof HttpStatusError ? error : new DownloadInterruptedError(shown, await file.size(), error);
      }
      await pause(PAUSE_MS * 2 ** fruitless);
    }
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whether another attempt may succeed. */
function isPassing(error: unknown): boolean {
  if (error instanceof HttpStatusError) return error.status >= 500 || error.status === 408 || error.status === 429;
  return !(error instanceof FetchError);
}

/** Takes what a server sends to the end of the file. */
async function take(
  response: FetchResponse,
  file: PartialFile,
  shown: string,
  onBytes: (done: number, total: number | null) => void
): Promise<void> {
  const { status, headers, body } = response;
  let done = await file.size();
  const range = rangeOf(headers.get('content-range'));
  // The rest of nothing: what is there is the whole file.
  if (status === 416 && done > 0 && range?.total === done) return void body.destroy();
  const other = status === 206 && (range?.start !== done || (await isOther(file, headers)));
  if (status === 416 || other) {
    body.destroy();
    await file.restart(null);
    throw new CutOffError('the server has another file now');
  }
  if (status !== 200 && status !== 206) {
    body.destroy();
    throw new HttpStatusError(shown, status);
  }
  if (/^text\/html\b/i.test(headers.get('content-type') ?? '')) {
    body.destroy();
    await file.remove();
    throw new NotAModelError(`${shown} is a web page and no model: give the address of the file itself`);
  }
  if (status === 200) {
    done = 0;
    await file.restart(versionOf(headers));
  }
  const length = headers.get('content-length');
  const total = status === 206 ? (range?.total ?? null) : length === null ? null : Number(length);
  await file.append(body, (count) => onBytes((done += count), total));
  if (total !== null && done < total) throw new CutOffError('the answer ended before its time');
}

/** Whether a server that does not heed If-Range sends the rest of another version. */
async function isOther(file: PartialFile, headers: FetchResponse['headers']): Promise<boolean> {
  const sent = versionOf(headers);
  return sent !== null && sent !== (await file.version());
}

/** `bytes 100-199/200` or `bytes *\/200`. */
function rangeOf(header: string | null): { start: number | null; total: number | null } | null {
  const [, start, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(header ?? '') ?? [];
  if (total === undefined) return null;
  return { start: start === undefined ? null : Number(start), total: total === '*' ? null : Number(total) };
}

/** Only what changes with every byte of the file can be relied on: a strong ETag, or else when it was changed. */
function versionOf(headers: FetchResponse['headers']): string | null {
  const etag = headers.get('etag');
  return etag?.startsWith('"') ? etag : headers.get('last-modified');
}
