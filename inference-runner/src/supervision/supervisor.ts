import { type ChildProcess, fork } from 'node:child_process';
import type { Notice, StopOrder } from './messages.js';

/** For an orderly stop. What follows, the kill and the log line, stays within five seconds of the signal with it. */
const STOP_DEADLINE_MS = 4500;
/** So long at most is waited for a killed program to be gone, and again for the last log line to be taken. */
const LAST_WAIT_MS = 200;

const EXIT = { ok: 0, failed: 1 } as const;
/**
 * What glibc reads before a program begins: without it each thread keeps an arena of its own, and what one hostile answer
 * or large picture took stays taken once per thread. A fixed threshold gives freed memory back to the system: glibc's
 * own threshold rises with the largest block that was freed.
 */
const ALLOCATOR = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' };
/** MiB; by itself the young generation of the heap grows to three times 16 MiB. */
const HEAP = '--max-semi-space-size=4';
/** Exit codes that the program gives on purpose, having said why. */
const OWN_CODES: readonly number[] = [0, 1, 2];

/**
 * Runs `program` in a process of its own and ends with its exit code: for native code that runs cannot be interrupted,
 * and a process that waits for it in vain can neither end by itself nor choose its exit code. SIGTERM and SIGINT have
 * the program stop in order; whatever it does, this process ends within five seconds of the first signal and at once
 * after the second. This file imports nothing that is slow, so that a signal finds its handlers in place.
 */
export function supervise(program: string, args: readonly string[]): void {
  const supervisor = new Supervisor();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => supervisor.signal(signal));
  const env = withMemorySettings(process.env);
  supervisor.watch(fork(program, args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
}

/** The environment with what keeps memory low; what is set in it already counts more. */
export function withMemorySettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Of an option that is given twice, Node takes the last.
  return { ...ALLOCATOR, ...env, NODE_OPTIONS: [HEAP, env.NODE_OPTIONS].filter(Boolean).join(' ') };
}

class Supervisor {
  #program: ChildProcess | null = null;
  /** Label of the program's log lines; null until it takes orders. */
  #runner: string | null = null;
  #stopping = false;
  /** Exit code, once it is decided. */
  #code: number | null = null;

  watch(program: ChildProcess): void {
    this.#program = program;
    program.on('message', (notice: Notice) => {
      if (notice.type === 'ended') this.#end(notice.code);
      else this.#runner = notice.runner;
    });
    program.on('error', (error) => this.#end(EXIT.failed, `the runner's process cannot be started: ${error.message}`));
    program.on('exit', (code, signal) => this.#programEnded(code, signal));
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#stopping) {
      this.#end(EXIT.failed, `${signal} came a second time: ended at once, results of the last seconds may be lost`);
      return;
    }
    this.#stopping = true;
    if (this.#runner === null) {
      this.#end(EXIT.ok);
      return;
    }
    const order: StopOrder = { type: 'stop', signal };
    // Fails only when the program has just ended, which is told next.
    this.#program?.send(order, () => undefined);
    const late = `the runner did not stop within ${STOP_DEADLINE_MS} ms: ended, results of the last seconds may be lost`;
    setTimeout(() => this.#end(EXIT.failed, late), STOP_DEADLINE_MS);
  }

  #programEnded(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#code !== null) return;
    if (code !== null && OWN_CODES.includes(code)) process.exit(code);
    // A signal to the whole group reaches the program too, perhaps before it can take it for granted.
    if (this.#runner === null && (signal === 'SIGTERM' || signal === 'SIGINT')) process.exit(EXIT.ok);
    const hint = signal === 'SIGKILL' ? ' (the system does so when memory runs out)' : '';
    this.#end(EXIT.failed, `the runner's process ended unexpectedly: ${signal ?? `exit code ${String(code)}`}${hint}`);
  }

  /** Kills what is left of the program, says what there is to say and ends. */
  #end(code: number, message?: string): void {
    if (this.#code !== null) return;
    this.#code = code;
    this.#program?.kill('SIGKILL');
    void this.#gone()
      .then(() => this.#say(message))
      .then(() => process.exit(code));
  }

  /**
   * The two share standard output. A busy machine or a driver that hangs can keep a killed process alive, which is not
   * waited for any longer.
   */
  #gone(): Promise<void> {
    return new Promise((resolve) => {
      const { exitCode, signalCode } = this.#program ?? {};
      if (exitCode !== null || signalCode !== null) resolve();
      else this.#program?.once('exit', () => resolve());
      setTimeout(resolve, LAST_WAIT_MS);
    });
  }

  /** One line in the form of the program's own. */
  #say(msg: string | undefined): Promise<void> {
    if (msg === undefined) return Promise.resolve();
    const runner = this.#runner === null ? {} : { runner: this.#runner };
    const line = JSON.stringify({ level: 'fatal', time: new Date().toISOString(), ...runner, msg });
    // Nobody may read it any more: a log that nobody reads never takes its last line.
    process.stdout.on('error', () => undefined);
    return new Promise((resolve) => {
      process.stdout.write(`${line}\n`, () => resolve());
      setTimeout(resolve, LAST_WAIT_MS);
    });
  }
}
