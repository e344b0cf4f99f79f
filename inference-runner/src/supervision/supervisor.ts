import { type ChildProcess, fork } from 'node:child_process';
import type { Notice, StopOrder } from './messages.js';

/** Time for an orderly stop. With the kill and the log line that follow it stays within five seconds of the signal. */
const STOP_DEADLINE_MS = 4500;
/** Longest wait for a killed program to be gone, and for the last log line to be written. */
const LAST_WAIT_MS = 200;

const EXIT = { ok: 0, failed: 1 } as const;
/**
 * Settings of glibc, read at the start of a process. Without them each thread keeps an arena of its own, and memory of
 * one hostile answer or large picture stays allocated once per thread. A fixed threshold returns freed memory to the
 * system: glibc's own threshold rises with the largest block that was freed.
 */
const ALLOCATOR = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' };
/** MiB. By default the young generation of the heap grows to three times 16 MiB. */
const HEAP = '--max-semi-space-size=4';
/** By default V8 lets its heap grow for speed, of which a program whose work is native code has little use. */
const FLAGS = ['--optimize-for-size'];
/** Exit codes that the program chooses itself, after logging the reason. */
const OWN_CODES: readonly number[] = [0, 1, 2];

/**
 * Runs `program` in a process of its own and ends with its exit code. Running native code cannot be interrupted, and a
 * process that waits for it can neither end by itself nor choose its exit code. SIGTERM and SIGINT make the program
 * stop in order; whatever it does, this process ends within five seconds of the first signal and at once after the
 * second. This file imports nothing slow, so that the signal handlers are installed early.
 */
export function supervise(program: string, args: readonly string[]): void {
  const supervisor = new Supervisor();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => supervisor.signal(signal));
  const env = withMemorySettings(process.env);
  const execArgv = [...FLAGS, ...process.execArgv];
  supervisor.watch(fork(program, args, { env, execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
}

/** Returns the environment with settings that keep memory low. Variables that are set already are kept. */
export function withMemorySettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // When an option is given twice, Node uses the last.
  return { ...ALLOCATOR, ...env, NODE_OPTIONS: [HEAP, env.NODE_OPTIONS].filter(Boolean).join(' ') };
}

class Supervisor {
  #program: ChildProcess | null = null;
  /** Label of the program's log lines; null until the program can stop in order. */
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
    // Fails only when the program has just ended, which the exit handler reports.
    this.#program?.send(order, () => undefined);
    const late = `the runner did not stop within ${STOP_DEADLINE_MS} ms: ended, results of the last seconds may be lost`;
    setTimeout(() => this.#end(EXIT.failed, late), STOP_DEADLINE_MS);
  }

  #programEnded(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#code !== null) return;
    if (code !== null && OWN_CODES.includes(code)) process.exit(code);
    // A signal to the whole group reaches the program, too, perhaps before it ignores it.
    if (this.#runner === null && (signal === 'SIGTERM' || signal === 'SIGINT')) process.exit(EXIT.ok);
    const hint = signal === 'SIGKILL' ? ' (the system does so when memory runs out)' : '';
    this.#end(EXIT.failed, `the runner's process ended unexpectedly: ${signal ?? `exit code ${String(code)}`}${hint}`);
  }

  /** Kills the program if it still runs, logs the reason and ends. */
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

  /** Writes one line in the format of the program's log. */
  #say(msg: string | undefined): Promise<void> {
    if (msg === undefined) return Promise.resolve();
    const runner = this.#runner === null ? {} : { runner: this.#runner };
    const line = JSON.stringify({ level: 'fatal', time: new Date().toISOString(), ...runner, msg });
    // A pipe that nobody reads never accepts the line.
    process.stdout.on('error', () => undefined);
    return new Promise((resolve) => {
      process.stdout.write(`${line}\n`, () => resolve());
      setTimeout(resolve, LAST_WAIT_MS);
    });
  }
}
