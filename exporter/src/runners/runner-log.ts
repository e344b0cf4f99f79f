import { countOf, type TelemetryProblem } from '@framewatch/protocol';
import type { Logger } from 'pino';
import { RunnerUnavailableError } from './errors.js';
import type { Runner } from './identify.js';

/** Problems of one answer that are named in the log. */
const MAX_PROBLEMS = 10;

/** Logs changes of runners, each once, and nothing while a state stays the same. */
export class RunnerLog {
  readonly #state = new Map<string, string>();

  constructor(private readonly log: Logger) {}

  /** Compares the runners of one scrape with the scrape before. */
  observe(runners: Runner[]): void {
    for (const runner of runners) {
      this.#observe(`up ${runner.address}`, stateOf(runner), () => this.#logState(runner));
      this.#observe(`same ${runner.runner}`, runner.duplicates.join(' '), () => this.#logDuplicates(runner));
      const problems = problemsOf(runner);
      this.#observe(`odd ${runner.runner}`, problems.join(' '), () => this.#logLeftOut(runner, problems));
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

  #logLeftOut({ runner, address, outcome }: Runner, problems: string[]): void {
    if (problems.length === 0) return;
    this.log.warn(
      { runner, address, leftOut: countOf(leftOutOf(outcome)), problems },
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

/** Returns the first problems of an answer, which may have any number of them. */
function problemsOf({ outcome }: Runner): string[] {
  return leftOutOf(outcome)
    .slice(0, MAX_PROBLEMS)
    .map(({ problem }) => problem);
}

function leftOutOf(outcome: Runner['outcome']): TelemetryProblem[] {
  return outcome instanceof RunnerUnavailableError ? [] : outcome.leftOut;
}

function stateOf({ runner, outcome }: Runner): string {
  return outcome instanceof RunnerUnavailableError ? outcome.reason : `up as ${runner}`;
}
