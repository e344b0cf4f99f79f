import type { Logger } from 'pino';
import type { ExporterConfig } from './config/types.js';
import { addSnapshot, EXPORTER, RUNNER } from './convert/index.js';
import { addGpus, type GpuReading } from './gpu/index.js';
import { Page } from './page/index.js';
import {
  collect,
  identify,
  type KnownIds,
  type Resolver,
  type Runner,
  RunnerUnavailableError,
  RunnerWatch,
} from './runners/index.js';

export interface ScraperDeps {
  version: string;
  log: Logger;
  resolver: Resolver;
  /** Milliseconds, monotonic. */
  now: () => number;
  /** What is known of the GPUs of this machine, within the deadline. */
  readGpu: (signal: AbortSignal) => Promise<GpuReading>;
  /** Metrics of this process, in the text format. */
  ownMetrics: () => Promise<string>;
}

/** Makes the page of one scrape: asks, converts, writes. Keeps no values from scrape to scrape. */
export class Scraper {
  readonly #watch: RunnerWatch;
  readonly #known: KnownIds = new Map();

  constructor(
    private readonly config: Pick<ExporterConfig, 'runners' | 'maxResponseBytes'>,
    private readonly deps: ScraperDeps
  ) {
    this.#watch = new RunnerWatch(deps.log);
  }

  /** The whole page; what has not answered when the signal aborts is not on it. */
  async scrape(signal: AbortSignal): Promise<string> {
    const { resolver, now, version } = this.deps;
    const page = new Page();
    const [answers, gpu, own] = await Promise.all([
      collect(this.config.runners, { resolver, now, signal, maxBytes: this.config.maxResponseBytes }),
      this.deps.readGpu(signal),
      this.deps.ownMetrics(),
    ]);
    const runners = identify(answers, this.#known);
    this.#watch.observe(runners);
    for (const runner of runners) addRunner(page, runner);
    addGpus(page, gpu);
    page.add(EXPORTER.buildInfo, 1, { version });
    return `${await page.text()}\n${own}`;
  }
}

function addRunner(page: Page, { runner, seconds, outcome, duplicates }: Runner): void {
  const own = { runner };
  const up = !(outcome instanceof RunnerUnavailableError);
  page.add(RUNNER.up, up ? 1 : 0, own);
  page.add(EXPORTER.requestDuration, seconds, own);
  page.add(EXPORTER.duplicates, duplicates.length, own);
  if (up) addSnapshot(page, outcome);
  else page.add(EXPORTER.runnerError, 1, own, { reason: outcome.reason });
}
