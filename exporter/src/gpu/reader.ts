import { ABORTED, unlessAborted } from '@framewatch/service-kit';
import type { Logger } from 'pino';
import type { GpuConfig } from '../config/index.js';
import { type Condition, KnownGpus, NO_CONDITION } from './condition.js';
import { ALL_FIELDS, olderName } from './fields.js';
import { NoNvidiaSmiError, runNvidiaSmi, type SmiRun } from './nvidia-smi.js';
import type { Gpu, Listing } from './parse.js';
import { NvidiaSmiError, readRun, warningsOf } from './read-run.js';

/** The newest reading of the GPUs. */
export interface GpuReading {
  /** null before the first reading, and when no GPU has to be read. */
  gpus: Gpu[] | null;
  condition: Condition;
  /** Rows of the newest reading that could not be read; null where there was no table. */
  rowsLeftOut: number | null;
  /** null when there is no nvidia-smi. */
  health: {
    success: boolean;
    /** Exit code of the newest run; -1 when it has none. */
    exitCode: number;
    seconds: number;
    /** Readings that failed since the exporter started. */
    failures: number;
    /** Unix time of the newest that succeeded, seconds; null before the first. */
    lastSuccess: number | null;
  } | null;
}

export const NO_READING: GpuReading = { gpus: null, condition: NO_CONDITION, rowsLeftOut: null, health: null };

/** A reading is served for this time while a new one is slow. */
const STALE_MS = 60_000;

export interface GpuReaderDeps {
  log: Logger;
  /** Milliseconds, monotonic. */
  now: () => number;
  /** Unix time, milliseconds. */
  wallClock: () => number;
}

/** Reads the GPUs through nvidia-smi, at most once per interval however often it is asked, one run at a time. */
export class GpuReader {
  readonly #closing = new AbortController();
  readonly #known = new KnownGpus();
  #fields: readonly string[] = ALL_FIELDS;
  #reading = NO_READING;
  #readAt = -Infinity;
  #running: Promise<void> | null = null;
  /** Number of killed runs whose process still exists. */
  #stuck = 0;
  #failures = 0;
  #lastSuccess: number | null = null;
  #problem = '';

  constructor(
    private readonly config: GpuConfig,
    private readonly deps: GpuReaderDeps
  ) {}

  /**
   * Returns the newest reading, and makes a new one when it is due. Waits for it until the signal aborts: nvidia-smi
   * takes seconds when the driver has to be loaded first; then the previous reading is used.
   */
  async read(signal: AbortSignal): Promise<GpuReading> {
    if (this.#running === null && this.#stuck === 0 && this.deps.now() - this.#readAt >= this.config.intervalMs) {
      this.#running = this.#refresh().finally(() => (this.#running = null));
    }
    if (this.#running === null) return this.#reading;
    const ended = (await unlessAborted(signal, this.#running)) !== ABORTED;
    const fresh = ended || this.deps.now() - this.#readAt <= STALE_MS;
    return fresh ? this.#reading : { ...NO_READING, health: this.#reading.health };
  }

  /** Kills a running nvidia-smi. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #refresh(): Promise<void> {
    const started = this.deps.now();
    const secondsSince = (): number => (this.deps.now() - started) / 1000;
    try {
      const { listing, run } = await this.#query();
      const exitCode = run.exitCode ?? -1;
      this.#lastSuccess = this.deps.wallClock() / 1000;
      const { gpus, rowsLeftOut } = listing;
      const condition = this.#known.judge(listing, exitCode);
      this.#reading = { gpus, rowsLeftOut, condition, health: this.#health(true, exitCode, secondsSince()) };
      this.#note(warningsOf(listing, condition, exitCode), 'gpu is read, with warnings');
    } catch (error) {
      if (error instanceof NoNvidiaSmiError && this.#lastSuccess === null) {
        this.#reading = { ...NO_READING, gpus: [] };
        this.#note(error.message, 'no nvidia-smi, so no gpu series');
      } else {
        this.#failures += 1;
        const { exitCode, lines } =
          error instanceof NvidiaSmiError ? error : { exitCode: error instanceof NoNvidiaSmiError ? -1 : 0, lines: [] };
        const condition = this.#known.judgeMessages(lines);
        const health = this.#health(false, exitCode, secondsSince());
        this.#reading = { gpus: [], rowsLeftOut: null, condition, health };
        this.#note(error instanceof Error ? error.message : String(error), 'gpu cannot be read');
      }
    }
    this.#readAt = this.deps.now();
  }

  #health(success: boolean, exitCode: number, seconds: number): GpuReading['health'] {
    return { success, exitCode, seconds, failures: this.#failures, lastSuccess: this.#lastSuccess };
  }

  /** Logs a problem when it begins or changes, and its end. */
  #note(problem: string, what: string): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (problem === '') this.deps.log.info('gpu is read again');
    else this.deps.log[this.#reading.health ? 'warn' : 'info']({ problem }, what);
  }

  /** Queries every field that the driver knows, and remembers the unknown ones. */
  async #query(): Promise<{ listing: Listing; run: SmiRun }> {
    for (;;) {
      const fields = this.#fields;
      const run = await this.#run(fields);
      const unknown = unknownField(run, fields);
      if (unknown === null) return { listing: readRun(run, fields, this.config.timeoutMs), run };
      this.deps.log.debug({ field: unknown }, 'this driver does not know a field, it is left out');
      this.#fields = without(fields, unknown);
    }
  }

  async #run(fields: readonly string[]): Promise<SmiRun> {
    this.#stuck += 1;
    return runNvidiaSmi(this.config.command, [`--query-gpu=${fields.join(',')}`, '--format=csv'], {
      timeoutMs: this.config.timeoutMs,
      signal: this.#closing.signal,
      onGone: () => (this.#stuck -= 1),
    });
  }
}

/** Returns the field that the driver refused, if it did. The driver names the first one only. */
function unknownField({ stdout, stderr }: SmiRun, fields: readonly string[]): string | null {
  const [, field] = /^Field "([^"]+)" is not a valid field to query/m.exec(`${stdout}\n${stderr}`) ?? [];
  return field !== undefined && fields.includes(field) ? field : null;
}

function without(fields: readonly string[], unknown: string): readonly string[] {
  const older = olderName(unknown);
  return fields.flatMap((field) => (field !== unknown ? [field] : older === null ? [] : [older]));
}
