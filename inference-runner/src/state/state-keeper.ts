import { join } from 'node:path';
import type { Clock } from '@framewatch/service-kit';
import type { Logger } from 'pino';
import { moveAside, readSaved, savedText } from './saved-file.js';
import type { KeptPart } from './types.js';
import { replaceFile } from './write-file.js';

/** Shortest time between two writes of a file. */
const INTERVAL_MS = 1000;
/** Most that one file writes in the long run: flash memory wears out. */
const BYTES_PER_SECOND = 32 * 1024;

export interface StateKeeperDeps {
  /** Of the stream. */
  folder: string;
  log: Logger;
  clock: Clock;
  /** Called after each write, with null or the error. */
  onDisk: (error: unknown) => void;
}

/** What one stream keeps over a restart. */
export class StateKeeper {
  readonly #files: readonly PartFile[];

  constructor(stream: string, parts: readonly KeptPart[], deps: StateKeeperDeps) {
    this.#files = parts.map((part) => new PartFile(stream, part, deps));
  }

  /** Something may have changed. It is written soon, unless it turns out that nothing has. */
  touch(): void {
    for (const file of this.#files) file.touch();
  }

  /** Writes what has changed; resolves when that is done or has failed. */
  async close(): Promise<void> {
    await Promise.all(this.#files.map((file) => file.close()));
  }
}

/** The file of one part. One write at a time, at most one a second. */
class PartFile {
  readonly #path: string;
  #written: string | null = null;
  #cancel: (() => void) | null = null;
  #writing: Promise<void> | null = null;
  #closed = false;

  constructor(
    private readonly stream: string,
    private readonly part: KeptPart,
    private readonly deps: StateKeeperDeps
  ) {
    this.#path = join(deps.folder, `${part.name}.json`);
    this.#restore();
  }

  touch(): void {
    if (this.#cancel !== null || this.#writing !== null || this.#closed) return;
    const bytes = this.#written?.length ?? 0;
    const ms = Math.max(INTERVAL_MS, (bytes / BYTES_PER_SECOND) * 1000);
    this.#cancel = this.deps.clock.after(ms, () => {
      this.#cancel = null;
      this.#writing = this.#write().finally(() => (this.#writing = null));
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#writing;
    await this.#write();
  }

  #restore(): void {
    const { log, clock } = this.deps;
    const file = readSaved(this.#path, this.stream, this.part.name);
    if ('saved' in file) this.part.restore(file.saved);
    if (!('refused' in file)) return;
    const path = this.#path;
    const movedTo = moveAside(path, clock.wallUs() / 1000);
    log.warn({ path, movedTo, reason: file.refused }, 'saved state cannot be used, its part of the stream begins anew');
  }

  async #write(): Promise<void> {
    try {
      const saved = this.part.save() ?? null;
      if (saved === null) return;
      const text = savedText(this.stream, this.part.name, saved);
      if (text === this.#written) return;
      await replaceFile(this.#path, text);
      this.#written = text;
      this.deps.onDisk(null);
    } catch (error) {
      this.deps.onDisk(error);
    }
  }
}
