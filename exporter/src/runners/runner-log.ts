import type { Logger } from 'pino';
import { RunnerUnavailableError } from './errors.js';
import type { Runner } from './identify.js';

/** Logs changes of runners, each once, and nothing while a state stays the same. */
export class RunnerLog {
  readonly #state = new Map<string, string>();

  constructor(private readonly log: Logger) {}

  /** Compares the runners of one scrape with the scrape before. */
  observe(runners: Runner[]): void {
    for (const runner of runners) {
      this.#observe(`up ${runner.address}`, stateOf(runner), () => this.#logState(runner));
      this.#observe(`same ${runner.runner}`, runner.duplicates.join(' '), () => this.#logDuplicates(runner));
      this.#observe(`odd ${runner.runner}`, problemsOf(runner).join(' '), () => this.#logLeftOut(runner));
    }
    const keys = new Set(
      runners.flatMap(({ runner, address }) => [`up ${address}`, `same ${runner}`, `odd ${runner}`])
    );
    for (const key of this.#state.keys()) if (!keys.has(key)) this.#state.delete(key);
  }

  #observe(key: string, state: string, log: () => void): void {
    if (this.#state.get(key) === state) return;
    this.#state.set(key, state);
    log();
  }

  #logState({ runner, address, outcome }: Runner): void {
    if (outcome instanceof RunnerUnavailableError) {
      this.log.warn({ runner, address, reason: outcome.reason, problem: outcome.message }, 'runner down');
    } else {
      this.log.info({ runner, address, version: outcome.runner.version }, 'runner up');
    }
  }

  #logLeftOut(runner: Runner): void {
    const problems = problemsOf(runner);
    if (problems.length === 0) return;
    this.log.warn(
      { runner: runner.runner, address: runner.address, leftOut: problems.length, problems: problems.slice(0, 10) },
      'a part of what a runner reports cannot be read and is left out'
    );
  }

  #logDuplicates({ runner, address, duplicates }: Runner): void {
    if (duplicates.length === 0) return;
    this.log.error(
      { runner, address, duplicates },
      'runner id used twice: only the first address is published, give each runner an id of its own'
    );
  }
}

function problemsOf({ outcome }: Runner): string[] {
  return outcome instanceof RunnerUnavailableError ? [] : outcome.leftOut.map(({ problem }) => problem);
}

function stateOf({ runner, outcome }: Runner): string {
  return outcome instanceof RunnerUnavailableError ? outcome.reason : `up as ${runner}`;
}
