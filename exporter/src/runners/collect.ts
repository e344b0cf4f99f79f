import { setMaxListeners } from 'node:events';
import { ABORTED, hostOf, unlessAborted } from '@framewatch/service-kit';
import type { RunnerConfig } from '../config/index.js';
import type { Report } from '../convert/index.js';
import { RunnerUnavailableError } from './errors.js';
import { requestTelemetry, type RequestLimits } from './request.js';
import { resolveTargets, type Resolver, type Target } from './targets.js';

/** The outcome of asking one address. */
export interface Answer {
  /** `host:port` that was asked, or that could not be resolved. */
  address: string;
  /** The id that the configuration gives it, if any. */
  id: string | null;
  seconds: number;
  outcome: Report | RunnerUnavailableError;
}

/** The signal is the deadline: every answer that is not there when it aborts is a `timeout`. */
export interface CollectOptions extends RequestLimits {
  resolver: Resolver;
  /** Milliseconds, monotonic. */
  now: () => number;
}

/**
 * Asks every runner at once. Never rejects and never outlasts the signal. Answers come in the order of the
 * configuration, and of the addresses behind a name, whichever was fastest.
 */
export async function collect(runners: RunnerConfig[], options: CollectOptions): Promise<Answer[]> {
  // Each runner adds listeners: many are no leak.
  setMaxListeners(0, options.signal);
  const answers = await Promise.all(runners.map((runner) => askRunner(runner, options)));
  return answers.flat();
}

async function askRunner(runner: RunnerConfig, options: CollectOptions): Promise<Answer[]> {
  const started = options.now();
  const targets = await answerOf(resolveTargets(runner, options.resolver), options.signal);
  if (targets instanceof RunnerUnavailableError) {
    const seconds = (options.now() - started) / 1000;
    return [{ address: hostOf(runner.url), id: runner.id, seconds, outcome: targets }];
  }
  return Promise.all(targets.map((target) => askTarget(target, options)));
}

async function askTarget(target: Target, options: CollectOptions): Promise<Answer> {
  const started = options.now();
  const outcome = await answerOf(requestTelemetry(target, options), options.signal);
  return { address: hostOf(target.url), id: target.id, seconds: (options.now() - started) / 1000, outcome };
}

/** Resolves with the outcome of the work, or with a `timeout` when the signal aborts, as not all work (DNS) ends then. */
async function answerOf<T>(work: Promise<T>, signal: AbortSignal): Promise<T | RunnerUnavailableError> {
  try {
    const answer = await unlessAborted(signal, work);
    if (answer !== ABORTED) return answer;
    return new RunnerUnavailableError('timeout', 'no complete answer within the deadline');
  } catch (error) {
    if (error instanceof RunnerUnavailableError) return error;
    return new RunnerUnavailableError('unreachable', String(error), { cause: error });
  }
}
