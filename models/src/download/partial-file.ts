import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * What is there of a file that is being downloaded, and which version of it that is: kept between attempts, also those of
 * other days.
 */
export class PartialFile {
  readonly path: string;
  readonly #notePath: string;

  /** @param url tells downloads apart; it is not stored, as it may hold a password */
  constructor(
    private readonly folder: string,
    url: string
  ) {
    const name = createHash('sha256').update(url).digest('hex').slice(0, 16);
    this.path = path.join(folder, `${name}.part`);
    this.#notePath = path.join(folder, `${name}.version`);
  }

  /** Bytes that are there. */
  async size(): Promise<number> {
    return stat(this.path).then(
      ({ size }) => size,
      () => 0
    );
  }

  /** What If-Range takes of the version that is there; null where the server named none that can be relied on. */
  async version(): Promise<string | null> {
    return readFile(this.#notePath, 'utf8').then(
      (text) => text || null,
      () => null
    );
  }

  /** Forgets what is there: another version comes. */
  async restart(version: string | null): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await rm(this.path, { force: true });
    await writeFile(this.#notePath, version ?? '');
  }

  /** Appends what comes; what came before a failure stays. */
  async append(chunks: AsyncIterable<Buffer>, onBytes: (count: number) => void): Promise<void> {
    const file: FileHandle = await open(this.path, 'a');
    try {
      for await (const chunk of chunks) {
        await file.appendFile(chunk);
        onBytes(chunk.length);
      }
    } finally {
      await file.close();
    }
  }

  async remove(): Promise<void> {
    await Promise.all([rm(this.path, { force: true }), rm(this.#notePath, { force: true })]);
  }
}
