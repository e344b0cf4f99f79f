import {
  ConfigError,
  type ConfigProblem,
  type ConfigSources,
  formatKey,
  type KeyPath,
  readConfig,
} from '@framewatch/service-kit/config';
import { VARIABLES } from './environment.js';
import { configSchema, type WrittenConfig } from './schema.js';
import type { ExporterConfig, GpuConfig, RunnerConfig, TokenSource } from './types.js';

/**
 * Reads the configuration: the YAML file, which `EXPORTER_CONFIG` names where no path is given, with the environment
 * laid over it. Throws a ConfigError that lists every problem.
 */
export function loadConfig(sources: ConfigSources): ExporterConfig {
  const { data, origin, locate, ...reading } = readConfig(
    {
      schema: configSchema,
      lay: (overlay) => overlay.lay(VARIABLES),
      hint: '`runners`; see docs/metrics.md',
      pathVariable: 'EXPORTER_CONFIG',
    },
    sources
  );
  const problems = [...reading.problems, ...(data ? contradictions(data, origin) : [])];
  if (!data || problems.length > 0) throw new ConfigError(problems);
  return toConfig(data, locate);
}

/** Problems of several keys together. */
function contradictions(values: WrittenConfig, origin: (key: KeyPath) => string): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const note = (key: KeyPath, message: string): void => {
    problems.push({ key: formatKey(key), origin: origin(key), message });
  };
  const BOTH = 'given beside `tokenFile`, expected one of the two';
  if (values.token !== undefined && values.tokenFile !== undefined) note(['token'], BOTH);
  const seen = new Set<string>();
  values.runners.forEach(({ url, token, tokenFile }, i) => {
    if (token !== undefined && tokenFile !== undefined) note(['runners', i, 'token'], BOTH);
    if (seen.has(url.url.href))
      note(['runners', i, 'url'], `${url.url.origin} with this path is there twice, expected it once`);
    seen.add(url.url.href);
  });
  return problems;
}

function toConfig(values: WrittenConfig, locate: (key: KeyPath, path: string) => string): ExporterConfig {
  const tokenOf = (
    { token, tokenFile }: Pick<WrittenConfig, 'token' | 'tokenFile'>,
    at: KeyPath
  ): TokenSource | null => {
    if (token !== undefined) return { value: token };
    return tokenFile === undefined ? null : { file: locate([...at, 'tokenFile'], tokenFile) };
  };
  const shared = tokenOf(values, []);
  return {
    host: values.host,
    port: values.port,
    runners: values.runners.map((runner, i): RunnerConfig => ({
      ...runner.url,
      id: runner.id ?? null,
      token: tokenOf(runner, ['runners', i]) ?? shared,
    })),
    scrapeTimeoutMs: values.scrapeTimeoutSeconds * 1000,
    maxResponseBytes: values.maxResponseBytes,
    maxSeriesPerRunner: values.maxSeriesPerRunner,
    gpu: toGpu(values.gpu),
    logLevel: values.logLevel,
  };
}

function toGpu(gpu: WrittenConfig['gpu']): GpuConfig | null {
  if (gpu === false) return null;
  const { command, intervalSeconds, timeoutSeconds } =
    gpu === true ? { command: 'nvidia-smi', intervalSeconds: 5, timeoutSeconds: 10 } : gpu;
  return { command, intervalMs: intervalSeconds * 1000, timeoutMs: timeoutSeconds * 1000 };
}
