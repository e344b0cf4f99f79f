import type { Report } from '../convert/index.js';
import type { Answer } from './collect.js';
import { RunnerUnavailableError } from './errors.js';

/** One runner of a scrape, under a label that no other has. */
export interface Runner {
  /** The `runner` label: its own id, or what is known of it while it does not answer. */
  runner: string;
  address: string;
  seconds: number;
  outcome: Report | RunnerUnavailableError;
  /** Further addresses that answered with the same id and are left out. */
  duplicates: string[];
}

/** The ids that addresses last answered with, so that a runner keeps its label while it is down. */
export type KnownIds = Map<string, string>;

/**
 * Gives every answer its label. Of several runners with one id the first is published; publishing both would give
 * Prometheus the same series twice, which it refuses. Remembers ids in `known`, and forgets addresses that are gone.
 */
export function identify(answers: Answer[], known: KnownIds): Runner[] {
  const runners = new Map<string, Runner>();
  for (const { address, seconds, outcome } of answers) {
    if (outcome instanceof RunnerUnavailableError) continue;
    const runner = outcome.runner.id;
    known.set(address, runner);
    const first = runners.get(runner);
    if (first) first.duplicates.push(address);
    else runners.set(runner, { runner, address, seconds, outcome, duplicates: [] });
  }
  for (const { address, id, seconds, outcome } of answers) {
    if (!(outcome instanceof RunnerUnavailableError)) continue;
    if (outcome.runner !== null) known.set(address, outcome.runner);
    const labels = [known.get(address), id ?? undefined, address];
    const runner = labels.find((label) => label !== undefined && !runners.has(label));
    if (runner !== undefined) runners.set(runner, { runner, address, seconds, outcome, duplicates: [] });
  }
  const asked = new Set(answers.map(({ address }) => address));
  for (const address of known.keys()) if (!asked.has(address)) known.delete(address);
  return [...runners.values()];
}
