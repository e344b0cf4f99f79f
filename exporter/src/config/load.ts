import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import {
  type ConfigDocument,
  ConfigError,
  type ConfigProblem,
  formatKey,
  type KeyPath,
  NO_DOCUMENT,
  parseConfigDocument,
} from '@framewatch/service-kit';
import { VARIABLES } from './environment.js';
import { configSchema, type ConfigValues, knownKeys } from './schema.js';
import type { ExporterConfig, GpuConfig, RunnerConfig, TokenSource } from './types.js';

export interface ConfigSources {
  /** Path of the YAML file; null for none. */
  file: string | null;
  env: NodeJS.ProcessEnv;
}

/**
 * The configuration from a YAML file and the environment, which wins. Throws a ConfigError that names every key that
 * is wrong, with the value, where it came from and what was expected.
 */
export async function loadConfig({ file, env }: ConfigSources): Promise<ExporterConfig> {
  const document =
    file === null ? NO_DOCUMENT : parseConfigDocument(await readText(file), path.basename(file), '`runners`');
  const given = VARIABLES.filter(({ name }) => env[name]);
  const values = { ...document.values };
  for (const variable of given) values[String(variable.path[0])] = variable.read(env[variable.name] ?? '');

  const origin = (key: KeyPath): string => {
    const variable = given.find((candidate) => candidate.path[0] === key[0]);
    return variable ? `environment variable ${variable.name}` : document.origin(key);
  };
  const parsed = configSchema.safeParse(values, { reportInput: true });
  const problems = parsed.success
    ? contradictions(parsed.data, origin)
    : parsed.error.issues.flatMap((issue) => describeIssue(issue, origin));
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError([{ key: '', origin: '', message: `cannot read the configuration file: ${String(error)}` }]);
  }
}

/** Characters of a value; a token is longer. */
const MAX_SHOWN = 15;

type Origin = ConfigDocument['origin'];

function describeIssue(issue: z.core.$ZodIssue, origin: Origin): ConfigProblem[] {
  const keyPath = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const full = [...keyPath, key];
      return {
        key: formatKey([...keyPath, showKey(key)]),
        origin: origin(full),
        message: `unknown key, known are ${knownKeys(keyPath).join(', ')}`,
      };
    });
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nested = issue.errors.findLast((errors) => errors.some(({ path: inner }) => inner.length > 0));
    if (nested)
      return nested.flatMap((inner) => describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, origin));
  }
  const key = formatKey(keyPath);
  const complete = issue.code === 'custom' && issue.params?.complete === true;
  const message = complete ? issue.message : `${show(issue.input, keyPath)}, expected ${issue.message}`;
  return [{ key, origin: issue.input === undefined ? '' : origin(keyPath), message }];
}

/** Keys whose wrong values may be shown. Addresses may contain passwords, and tokens are secrets. */
const SHOWN = new Set([
  'host',
  'port',
  'scrapeTimeoutSeconds',
  'maxResponseBytes',
  'maxSeriesPerRunner',
  'gpu',
  'logLevel',
]);

/** Describes the value that was given, unless it may be or contain a secret: a token at the wrong key, for example. */
function show(input: unknown, keyPath: KeyPath): string {
  if (input === undefined) return 'missing';
  if (Array.isArray(input)) return input.length === 0 ? 'got an empty list' : 'got a list';
  if (typeof input === 'object' && input !== null) return 'got a mapping';
  const text = JSON.stringify(input);
  return SHOWN.has(String(keyPath[0])) && text.length <= MAX_SHOWN ? `got ${text}` : 'not usable';
}

/** Shows an unknown key when it is a word; otherwise it may be a value that lost its key. */
function showKey(key: string): string {
  return /^[A-Za-z_-]{1,24}$/.test(key) ? key : '…';
}

/** Problems of several keys together. */
function contradictions(values: ConfigValues, origin: Origin): ConfigProblem[] {
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

function toConfig(values: ConfigValues): ExporterConfig {
  const shared = tokenSource(values.token, values.tokenFile);
  return {
    host: values.host,
    port: values.port,
    runners: values.runners.map(({ url, id, token, tokenFile }): RunnerConfig => ({
      ...url,
      id: id ?? null,
      token: tokenSource(token, tokenFile) ?? shared,
    })),
    scrapeTimeoutMs: values.scrapeTimeoutSeconds * 1000,
    maxResponseBytes: values.maxResponseBytes,
    maxSeriesPerRunner: values.maxSeriesPerRunner,
    gpu: toGpu(values.gpu),
    logLevel: values.logLevel,
  };
}

function tokenSource(value: string | undefined, file: string | undefined): TokenSource | null {
  if (value !== undefined) return { value };
  return file === undefined ? null : { file };
}

function toGpu(gpu: ConfigValues['gpu']): GpuConfig | null {
  if (gpu === false) return null;
  const { command, intervalSeconds, timeoutSeconds } =
    gpu === true ? { command: 'nvidia-smi', intervalSeconds: 5, timeoutSeconds: 10 } : gpu;
  return { command, intervalMs: intervalSeconds * 1000, timeoutMs: timeoutSeconds * 1000 };
}
