import { eventIdSchema, isOfCounting } from '@framewatch/protocol';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, ThrottledLog } from '@framewatch/service-kit';
import type { Logger } from 'pino';
import { JpegEncoder } from '../encode/index.js';
import type { SharedFrame } from '../frame/index.js';
import { replaceFile } from '../state/index.js';

/** Stills of a stream that are kept, and how many of them may be of entries and crossings; the oldest go first. */
const KEPT = 200;
const KEPT_OF_COUNTING = 100;
/** Wider pictures are scaled down, pixels. */
const WIDTH = 640;
/** Frames that may wait to be encoded: each holds a decoded picture. */
const WAITING = 4;
const SUFFIX = '.jpg';

export interface StillStoreDeps {
  /** Of this stream's stills. */
  folder: string;
  log: Logger;
  clock: Clock;
}

/**
 * The stills of one stream's events: small JPEGs on disk, at most 200. Taking one never waits: it is encoded and written
 * afterwards, one at a time, and refused while too many wait.
 */
export class StillStore {
  readonly #folder: string;
  readonly #encoder = new JpegEncoder(WIDTH);
  readonly #failures: ThrottledLog;
  /** Ids of events with a still, oldest first; those that are being written, too. */
  readonly #ids: Set<string>;
  readonly #waiting: { id: string; frame: SharedFrame }[] = [];
  #running: Promise<void> | null = null;
  #closed = false;

  constructor({ folder, log, clock }: StillStoreDeps) {
    this.#folder = folder;
    this.#failures = new ThrottledLog((fields, message) => log.warn(fields, message), clock);
    this.#ids = new Set(storedIn(folder));
  }

  /** Retains the frame, and returns true, where the event gets a still of it. */
  take(id: string, frame: SharedFrame): boolean {
    if (this.#closed || this.#waiting.length >= WAITING || !eventIdSchema.safeParse(id).success) return false;
    this.#ids.add(id);
    this.#waiting.push({ id, frame: frame.retain() });
    this.#running ??= this.#run().finally(() => (this.#running = null));
    return true;
  }

  /** Whether the event has a still, or is about to get it. */
  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Returns the JPEG of an event; null where it has none (any more). */
  async read(id: string): Promise<Uint8Array | null> {
    if (!this.#ids.has(id)) return null;
    return readFile(this.#pathOf(id)).catch(() => null);
  }

  /** Resolves when no frame is held; those that wait are not encoded. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { frame } of this.#waiting.splice(0)) frame[Symbol.dispose]();
    await this.#running;
    this.#encoder.close();
  }

  async #run(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const { id } = next;
      try {
        using frame = next.frame;
        const { data } = await this.#encoder.encode(frame.picture);
        await replaceFile(this.#pathOf(id), data);
        await this.#dropOldest();
      } catch (err) {
        this.#ids.delete(id);
        this.#failures.log({ err, id }, 'a still of an event could not be kept, the event is kept without it');
      }
    }
  }

  /** Entries and crossings, which are many, leave room for what is rare. */
  async #dropOldest(): Promise<void> {
    const counted = [...this.#ids].filter(isOfCounting);
    for (const id of counted.slice(0, Math.max(0, counted.length - KEPT_OF_COUNTING))) await this.#drop(id);
    for (const id of this.#ids) {
      if (this.#ids.size <= KEPT) return;
      await this.#drop(id);
    }
  }

  async #drop(id: string): Promise<void> {
    this.#ids.delete(id);
    await rm(this.#pathOf(id), { force: true });
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}${SUFFIX}`);
  }
}

/** Returns the ids of the stills in a folder, oldest first. Removes those that were being written when the runner ended. */
function storedIn(folder: string): string[] {
  const stored: { id: string; timeMs: number }[] = [];
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const id = name.slice(0, -SUFFIX.length);
    if (name.endsWith('.tmp')) rmSync(path, { force: true });
    else if (name.endsWith(SUFFIX) && eventIdSchema.safeParse(id).success) {
      stored.push({ id, timeMs: statSync(path).mtimeMs });
    }
  }
  return stored.sort((a, b) => a.timeMs - b.timeMs).map(({ id }) => id);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
