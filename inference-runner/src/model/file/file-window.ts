import type { FileHandle } from 'node:fs/promises';
import { UnreadableError } from './unreadable-error.js';

/** What is read at once where something was left out before it: enough for names and numbers, little beside a weight. */
const SMALL_READ = 4 * 1024;
/** What is read at once where one part follows the other. */
const LARGE_READ = 64 * 1024;
/**
 * All that is read of one file, bytes. The structure of a model with 10,000 weights takes some 40 MiB in pieces; a file that is
 * built to be read on and on ends here.
 */
export const MOST_READ = 128 * 1024 * 1024;

/** Reads short pieces of a large file, near each other or far apart, and counts what it reads. Does not own the handle. */
export class FileWindow {
  readonly #handle: FileHandle;
  readonly size: number;
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #read = 0;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  /** Bytes that were read of the file so far. */
  get read(): number {
    return this.#read;
  }

  /**
   * The bytes from `at` on: `length`, or fewer at the end of the file. They are valid until the next call. Rejects with an
   * UnreadableError once MOST_READ is reached.
   */
  async view(at: number, length: number): Promise<Buffer> {
    const end = Math.min(at + length, this.size);
    if (at >= end) return Buffer.alloc(0);
    if (at < this.#start || end > this.#start + this.#bytes.length) await this.#move(at, end);
    return this.#bytes.subarray(at - this.#start, end - this.#start);
  }

  async #move(at: number, end: number): Promise<void> {
    const isNext = at >= this.#start && at <= this.#start + this.#bytes.length;
    const wanted = Math.min(Math.max(end - at, isNext ? LARGE_READ : SMALL_READ), this.size - at);
    if (this.#read + wanted > MOST_READ) {
      throw new UnreadableError(`its structure takes more than ${MOST_READ / 1024 / 1024} MiB`, at);
    }
    const bytes = Buffer.alloc(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await this.#handle.read(bytes, filled, wanted - filled, at + filled);
      if (bytesRead === 0) throw new UnreadableError('it became shorter while it was read', at + filled);
      filled += bytesRead;
    }
    this.#read += wanted;
    this.#start = at;
    this.#bytes = bytes;
  }
}
