import type { Logger } from 'pino';
import type { GpuConfig } from '../config/types.js';

import { ALL_FIELDS, olderName } from './fields.js';
import { NoNvidiaSmiError, runNvidiaSmi, type SmiRun } from './nvidia-smi.js';
import { type Gpu, parseGpus } from './parse.js';

/** What is known of the GPUs. */
export interface GpuReading {
  /** null while nothing is known: before the first reading, or if nobody is to look. */
  gpus: Gpu[] | null;
  /** null where there is no nvidia-smi to be well or not. */
  health: {
    success: boolean;
    /** Of the newest run; -1 where it had none. */
    exitCode: number;
    seconds: number;
    /** Readings that failed since the exporter started. */
    failures: number;
    /** Unix time of the newest that succeeded, seconds; null before the first. */
    lastSuccess: number | null;
  } | null;
}

export const NOTHING_KNOWN: GpuReading = { gpus: null, health: null };

/** A reading is that long served in the place of a new one that takes its time. */
const STALE_MS = 60_000;

export interface GpuReaderDeps {
  log: Logger;
  /** Milliseconds, monotonic. */
  now: () => number;
  /** Unix time, milliseconds. */
  wallClock: () => number;
}

/** nvidia-smi ran and did not give a table. */
class NvidiaSmiError extends Error {
  override readonly name = 'NvidiaSmiError';

  constructor(
    readonly exitCode: number,
    message: string
  ) {
    super(message);
  }
}

/** Reads the GPUs through nvidia-smi, at most once per interval however often it is asked, one run at a time. */
export class GpuReader {
  readonly #closing = new AbortController();
  #fields: readonly string[] = ALL_FIELDS;
  #reading = NOTHING_KNOWN;
  #readAt = -Infinity;
  #running: Promise<void> | null = null;
  /** Runs whose process has not gone, although it was killed. */
  #stuck = 0;
  #failures = 0;
  #lastSuccess: number | null = null;
  #problem = '';

  constructor(
    private readonly config: GpuConfig,
    private readonly deps: GpuReaderDeps
  ) {}

  /**
   * The newest reading, after a new one where it is due. Waits for that no longer than the signal: nvidia-smi takes
   * seconds where the driver has to be loaded first, so then the one before has to do.
   */
  async read(signal: AbortSignal): Promise<GpuReading> {
    if (this.#running === null && this.#stuck === 0 && this.deps.now() - this.#readAt >= this.config.intervalMs) {
      this.#running = this.#refresh().finally(() => (this.#running = null));
    }
    if (this.#running === null) return this.#reading;
    const ended = await endsBefore(this.#running, signal);
    const fresh = ended || this.deps.now() - this.#readAt <= STALE_MS;
    return fresh ? this.#reading : { ...this.#reading, gpus: null };
  }

  /** Kills what runs. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #refresh(): Promise<void> {
    const started = this.deps.now();
    try {
      const gpus = await this.#query();
      this.#lastSuccess = this.deps.wallClock() / 1000;
      this.#conclude(gpus, 0, started, '');
    } catch (error) {
      if (error instanceof NoNvidiaSmiError) {
        this.#reading = { gpus: [], health: null };
        this.#note(error.message);
      } else {
        this.#failures += 1;
        const exitCode = error instanceof NvidiaSmiError ? error.exitCode : 0;
        this.#conclude([], exitCode, started, error instanceof Error ? error.message : String(error));
      }
    }
    this.#readAt = this.deps.now();
  }

  #conclude(gpus: Gpu[], exitCode: number, started: number, problem: string): void {
    const seconds = (this.deps.now() - started) / 1000;
    this.#reading = {
      gpus,
      health: { success: problem === '', exitCode, seconds, failures: this.#failures, lastSuccess: this.#lastSuccess },
    };
    this.#note(problem);
  }

  /** Logs a problem when it begins or changes, and its end. */
  #note(problem: string): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (problem === '') this.deps.log.info('gpu is read again');
    else if (this.#reading.health) this.deps.log.warn({ problem }, 'gpu cannot be read');
    else this.deps.log.info({ problem }, 'no nvidia-smi, so no gpu series');
  }

  /** Asks for every field that the driver knows; what it does not know is remembered. */
  async #query(): Promise<Gpu[]> {
    for (;;) {
      const fields = this.#fields;
      const run = await this.#run(fields);
      const unknown = unknownField(run, fields);
      if (unknown === null) return readRun(run, fields, this.config.timeoutMs);
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

/** The field that the driver refused, if that is what it says. It names the first one. */
function unknownField({ stdout, stderr }: SmiRun, fields: readonly string[]): string | null {
  const [, field] = /^Field "([^"]+)" is not a valid field to query/m.exec(`${stdout}\n${stderr}`) ?? [];
  return field !== undefined && fields.includes(field) ? field : null;
}

function without(fields: readonly string[], unknown: string): readonly string[] {
  const older = olderName(unknown);
  return fields.flatMap((field) => (field !== unknown ? [field] : older === null ? [] : [older]));
}

function readRun(run: SmiRun, fields: readonly string[], timeoutMs: number): Gpu[] {
  const said = `${run.stderr}${run.stdout}`.trim().slice(0, 300);
  if (run.timedOut) {
    throw new NvidiaSmiError(-1, `nvidia-smi did not answer within ${timeoutMs} ms: is the driver hung? see dmesg`);
  }
  if (run.exitCode !== 0) {
    const code = run.exitCode ?? -1;
    throw new NvidiaSmiError(code, `nvidia-smi ended with code ${code}: ${said || 'it said nothing'}`);
  }
  if (said === 'No devices were found') return [];
  return parseGpus(run.stdout, fields);
}

async function endsBefore(work: Promise<void>, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return new Promise((resolve) => {
    const onAbort = (): void => resolve(false);
    signal.addEventListener('abort', onAbort, { once: true });
    void work.then(() => {
      signal.removeEventListener('abort', onAbort);
      resolve(true);
    });
  });
}
