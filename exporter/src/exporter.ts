import { createLog } from '@framewatch/service-kit/log';
import type { Logger } from 'pino';
import type { ExporterConfig } from './config/index.js';
import { GpuReader, NO_READING } from './gpu/index.js';
import { processMetrics } from './process-metrics.js';
import { type Resolver, systemResolver } from './runners/index.js';
import { Scraper } from './scraper.js';
import { MetricsServer } from './server/index.js';
import { VERSION } from './version.js';

/** Dependencies of an exporter; all of them have defaults. */
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

/** Creates an exporter that does not listen yet. It asks runners only when it is scraped. */
export function createExporter(config: ExporterConfig, deps: ExporterDeps = {}): Exporter {
  const log = deps.log ?? createLog(config.logLevel, {});
  const now = deps.now ?? (() => performance.now());
  const gpu = config.gpu && new GpuReader(config.gpu, { log, now, wallClock: deps.wallClock ?? Date.now });
  const scraper = new Scraper(config, {
    version: VERSION,
    log,
    now,
    resolver: deps.resolver ?? systemResolver,
    readGpu: async (signal) => gpu?.read(signal) ?? NO_READING,
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
