import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The questions of a helper process. Arguments and answers are JSON. */
export type Questions = Record<string, (argument: never) => unknown>;

interface Reply {
  id: number;
  answer?: unknown;
  error?: string;
}

/** A process of its own for one side of a benchmark, so that the sides do not share an event loop. */
export class HelperProcess<Q extends Questions> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #nextId = 0;
  /** A paused helper would not notice the end of the benchmark, and stay for ever. */
  readonly #onExit = () => this.resume();

  /** `module`: URL of a compiled module that calls `answerQuestions`. `flags`: of Node. */
  constructor(module: URL, env: Readonly<Record<string, string>> = {}, flags: readonly string[] = []) {
    // What it logs goes to standard error: standard output is for the report.
    this.#child = fork(fileURLToPath(module), {
      env: { ...process.env, ...env },
      execArgv: [...flags],
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#child.on('message', (reply: Reply) => this.#waiting.get(reply.id)?.(reply));
    this.#child.on('exit', (code, signal) => {
      for (const [id, settle] of this.#waiting) settle({ id, error: `the helper ended (${code ?? signal ?? '?'})` });
      process.off('exit', this.#onExit);
    });
    process.on('exit', this.#onExit);
  }

  ask<K extends keyof Q & string>(question: K, argument: Parameters<Q[K]>[0]): Promise<Awaited<ReturnType<Q[K]>>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ answer, error }) => {
        this.#waiting.delete(id);
        if (error === undefined) resolve(answer as Awaited<ReturnType<Q[K]>>);
        else reject(new Error(`${question}: ${error}`));
      });
      this.#child.send({ id, question, argument });
    });
  }

  /** Pauses the process (SIGSTOP), so that it takes no CPU from another that is being measured. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** Ends the process; it is gone afterwards. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.resume();
    this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 8000);
    await gone;
    clearTimeout(timer);
  }
}

/** The helper's side: answers until the parent is gone, then calls `finish`. */
export function answerQuestions(answers: Questions, finish: () => Promise<void> | void): void {
  process.on('message', (message: { id: number; question: string; argument: never }) => {
    const { id, question, argument } = message;
    const reply = (rest: Omit<Reply, 'id'>) => process.send?.({ id, ...rest });
    Promise.resolve()
      .then(() => answers[question]?.(argument))
      .then(
        (answer) => reply({ answer }),
        (error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) })
      );
  });
  // Ctrl-C reaches the whole group; the parent ends its helpers in order.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => {
    void Promise.resolve(finish()).finally(() => process.exit());
  });
}
