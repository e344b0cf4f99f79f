import { countOf, TELEMETRY_ELEMENTS } from '@framewatch/protocol';
import type { Logger } from 'pino';
import type { ExporterConfig } from './config/index.js';
import { commonTypes, withTypes } from './convert/index.js';
import { addGpus, type GpuReading } from './gpu/index.js';
import { EXPORTER } from './own-metrics.js';
import { Pacer } from './pacer.js';
import { joinParts, Page } from './page/index.js';
import {
  collect,
  identify,
  type KnownIds,
  type Resolver,
  type Runner,
  RunnerUnavailableError,
  RunnerLog,
} from './runners/index.js';

export interface ScraperDeps {
  version: string;
  log: Logger;
  resolver: Resolver;
  /** Milliseconds, monotonic. */
  now: () => number;
  /** Reads the GPUs of this machine within the deadline. */
  readGpu: (signal: AbortSignal) => Promise<GpuReading>;
  /** Metrics of this process, in the text format. */
  ownMetrics: () => Promise<string>;
}

/** Makes the page of one scrape: asks runners, converts, prints. Keeps no values between scrapes. */
export class Scraper {
  readonly #watch: RunnerLog;
  readonly #known: KnownIds = new Map();
  readonly #pacer = new Pacer();

  constructor(
    private readonly config: Pick<ExporterConfig, 'runners' | 'maxResponseBytes' | 'maxSeriesPerRunner'>,
    private readonly deps: ScraperDeps
  ) {
    this.#watch = new RunnerLog(deps.log);
  }

  /** Returns the page, without runners that have not answered when the signal aborts. */
  async scrape(signal: AbortSignal): Promise<Buffer> {
    const { resolver, now, version } = this.deps;
    const { runners: configured, maxResponseBytes: maxBytes, maxSeriesPerRunner: maxSeries } = this.config;
    const pace = (): Promise<void> => this.#pacer.next();
    const [answers, gpu, own] = await Promise.all([
      collect(configured, { resolver, now, signal, maxBytes, maxSeries, pace }),
      this.deps.readGpu(signal),
      this.deps.ownMetrics(),
    ]);
    const known = identify(answers, this.#known);
    const types = commonTypes(known.flatMap(({ outcome }) => ('part' in outcome ? [outcome] : [])));
    const runners = known.map((runner) =>
      'part' in runner.outcome ? { ...runner, outcome: withTypes(runner.outcome, types) } : runner
    );
    this.#watch.observe(runners);
    const page = new Page();
    for (const runner of runners) addRunner(page, runner);
    const reports = runners.flatMap(({ outcome }) => ('part' in outcome ? [outcome.part] : []));
    const rest = new Page();
    addGpus(rest, gpu);
    rest.add(EXPORTER.buildInfo, 1, { version });
    return joinParts([page.render(), ...reports, rest.render()], `\n${own}`);
  }
}

/** Adds the exporter's own metrics about a runner. */
function addRunner(page: Page, { runner, seconds, outcome, duplicates }: Runner): void {
  const own = { runner };
  const up = !(outcome instanceof RunnerUnavailableError);
  page.add(EXPORTER.runnerUp, up ? 1 : 0, own);
  page.add(EXPORTER.requestDuration, seconds, own);
  page.add(EXPORTER.duplicates, duplicates.length, own);
  if (!up) page.add(EXPORTER.runnerError, 1, { ...own, reason: outcome.reason });
  else {
    for (const element of TELEMETRY_ELEMENTS) {
      const odd = outcome.leftOut.filter((one) => one.element === element);
      page.add(EXPORTER.leftOut, countOf(odd), { ...own, element });
    }
  }
}
