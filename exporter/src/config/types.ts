import type { LogLevel } from '@framewatch/service-kit';

/**
 * How the addresses behind a configured runner are found: as written, by the name's addresses, or by its SRV records.
 */
export type Discovery = 'none' | 'addresses' | 'srv';

/** Where a bearer token comes from. A file is read again for every scrape, so that a token can be replaced in place. */
export type TokenSource = { value: string } | { file: string };

export interface RunnerConfig {
  /** `http:` or `https:`; a path is kept in front of the viewer API's, credentials are refused. */
  url: URL;
  discover: Discovery;
  /** The `runner` label until the runner has sent its own id; null for its address. */
  id: string | null;
  token: TokenSource | null;
}

export interface GpuConfig {
  /** Program to run, a path or a name on the PATH. */
  command: string;
  /** Least time between two readings, milliseconds. */
  intervalMs: number;
  /** Milliseconds after which a run is killed. */
  timeoutMs: number;
}

export interface ExporterConfig {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  runners: RunnerConfig[];
  /** Most milliseconds that a scrape waits for runners, however long Prometheus would. */
  scrapeTimeoutMs: number;
  /** Most bytes of one runner's answer. */
  maxResponseBytes: number;
  /** Most series of one runner; one with more is down. */
  maxSeriesPerRunner: number;
  /** null to read no GPU. */
  gpu: GpuConfig | null;
  logLevel: LogLevel;
}
