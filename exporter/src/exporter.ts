import { pino, type Logger } from 'pino';
import type { ExporterConfig } from './config/index.js';
import { GpuReader, NOTHING_KNOWN } from './gpu/index.js';
import { processMetrics } from './process-metrics.js';
import { type Resolver, systemResolver } from './runners/index.js';
import { Scraper } from './scraper.js';
import { MetricsServer } from './server/index.js';
import { VERSION } from './version.js';

/** What an exporter needs of the world; all of it has a default. */
export interface ExporterDeps {
  log?: Logger;
  resolver?: Resolver;
  /** Milliseconds, monotonic. */
  now?: () => number;
  /** Unix time, milliseconds. */
  wallClock?: () => number;
  /** Metrics of the process in the text format. */
  ownMetrics?: () => Promise<string>;
}

export interface Exporter {
  /** Resolves with the address once scrapes are answered; rejects with a ListenError. */
  listen(): Promise<{ host: string; port: number }>;
  /** Lets running scrapes finish for at most `graceMs` (default 3000), stops nvidia-smi. */
  close(graceMs?: number): Promise<void>;
}

/** An exporter that is not listening yet. Nothing is asked until something scrapes it. */
export function createExporter(config: ExporterConfig, deps: ExporterDeps = {}): Exporter {
  const log = deps.log ?? pino({ level: config.logLevel });
  const now = deps.now ?? (() => performance.now());
  const gpu = config.gpu && new GpuReader(config.gpu, { log, now, wallClock: deps.wallClock ?? Date.now });
  const scraper = new Scraper(config, {
    version: VERSION,
    log,
    now,
    resolver: deps.resolver ?? systemResolver,
    readGpu: async (signal) => gpu?.read(signal) ?? NOTHING_KNOWN,
    ownMetrics: deps.ownMetrics ?? (() => processMetrics().metrics()),
  });
  const server = new MetricsServer({
    host: config.host,
    port: config.port,
    version: VERSION,
    scrapeTimeoutMs: config.scrapeTimeoutMs,
    log,
    now,
    scrape: (signal) => scraper.scrape(signal),
  });
  return {
    async listen() {
      const address = await server.listen();
      log.info({ ...address, runners: config.runners.length, gpu: gpu !== null }, 'exporter listens');
      return address;
    },
    async close(graceMs = 3000) {
      await Promise.all([server.close(graceMs), gpu?.close()]);
      log.info('exporter stopped');
    },
  };
}
