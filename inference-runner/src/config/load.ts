import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { isLoopbackHost } from '@framewatch/protocol';
import {
  type ConfigDocument,
  ConfigError,
  type ConfigProblem,
  type Environment,
  formatKey,
  interpolate,
  type KeyPath,
  NO_DOCUMENT,
  parseConfigDocument,
  readSecret,
  type ReadText,
  redactUrl,
  valueAt,
} from '@framewatch/service-kit';
import { referenceProblems, schemaProblems } from './problems.js';
import { overlayEnvironment } from './environment.js';
import { configSchema, tokenSchema, type WrittenConfig } from './schema.js';
import { shardIdentity } from './shard.js';
import { readModels } from './models.js';
import { readSinks } from './sinks.js';
import { streamTls } from './tls.js';
import type { RunnerConfig, StreamConfig, StreamTlsConfig } from './types.js';

export interface ConfigSources {
  /**
   * Path of the YAML file; without it `FRAMEWATCH_CONFIG` names it, and without both the environment has to suffice.
   */
  path?: string | undefined;
  env: Environment;
  cwd: string;
  readText?: ReadText;
}

/**
 * Reads the configuration: the YAML file, with the environment laid over it. Synchronous, as the number of streams
 * decides on the size of the thread pool, which has to be set before anything asynchronous. Throws a ConfigError that
 * lists every problem.
 */
export function loadConfig({ path, env, cwd, readText = readUtf8 }: ConfigSources): RunnerConfig {
  const file = path ?? env.FRAMEWATCH_CONFIG?.trim();
  const filePath = file ? resolve(cwd, file) : undefined;
  const base = filePath ? dirname(filePath) : cwd;
  const document = filePath ? readDocument(filePath, readText) : NO_DOCUMENT;
  const readIn =
    (folder: string): ReadText =>
    (name) =>
      readText(resolve(folder, name));

  const filled = interpolate(document.values, env, (key) => document.origin(key));
  const overlay = overlayEnvironment(filled.values, env, readIn(cwd));
  const origin = (key: KeyPath) => overlay.origin(key) ?? document.origin(key);
  const written = (key: KeyPath) => valueAt(overlay.origin(key) ? overlay.values : document.values, key);

  const parsed = configSchema.safeParse(overlay.values);
  // The schema does not check a value whose variable is missing: one problem is enough.
  const judged = ({ key }: ConfigProblem) => !filled.problems.some((problem) => problem.key === key);
  const problems = [
    ...filled.problems,
    ...overlay.problems,
    ...(parsed.success ? [] : schemaProblems(parsed.error.issues, written, origin).filter(judged)),
    ...referenceProblems(overlay.values, origin),
  ];
  if (!parsed.success) throw new ConfigError(problems);

  // Paths in the file are relative to the file, paths in the environment to the working directory.
  const locate = (key: KeyPath, name: string) => resolve(overlay.origin(key) ? cwd : base, name);
  const { tokens, problems: secretProblems } = readSecrets(parsed.data, readIn(base), origin);
  problems.push(...secretProblems);
  if (secretProblems.length === 0) problems.push(...exposureProblems(parsed.data.viewer.host, tokens, origin));
  const identity = shardIdentity(parsed.data.shard, env, origin);
  problems.push(...identity.problems);
  const { models, problems: modelProblems } = readModels(parsed.data, {
    readText: readIn(base),
    configPath: filePath ?? null,
    locate,
    origin,
  });
  problems.push(...modelProblems);
  const tls = parsed.data.streams.map((stream, index) => streamTls(stream, index, readIn(base), origin));
  problems.push(...tls.flatMap((each) => each.problems));
  const { sinks, problems: sinkProblems } = readSinks(parsed.data, { readText: readIn(base), locate, origin });
  problems.push(...sinkProblems);
  if (problems.length > 0) throw new ConfigError(problems);

  return {
    id: parsed.data.id ?? identity.id,
    logLevel: parsed.data.logLevel,
    ...(parsed.data.restartAfterSeconds !== undefined && { restartAfterSeconds: parsed.data.restartAfterSeconds }),
    models,
    streams: streams(
      parsed.data,
      tls.map(({ tls }) => tls),
      locate
    ),
    ...(identity.shard && { shard: identity.shard }),
    viewer: { host: parsed.data.viewer.host, port: parsed.data.viewer.port, tokens },
    sinks,
  };
}

type Locate = (key: KeyPath, name: string) => string;

function streams(
  written: WrittenConfig,
  tls: readonly (StreamTlsConfig | undefined)[],
  locate: Locate
): StreamConfig[] {
  return written.streams.map(({ tls: _, ...stream }, index) => {
    const models = stream.models ?? [stream.model ?? written.models[0]?.name ?? ''];
    return {
      ...stream,
      ...(tls[index] && { tls: tls[index] }),
      name: stream.name ?? stream.id,
      url: stream.url.includes('://') ? stream.url : locate(['streams', index, 'url'], stream.url),
      model: models.join('+'),
      models,
      targetFps: stream.targetFps ?? null,
    };
  });
}

interface Secrets {
  tokens: string[];
  problems: ConfigProblem[];
}

function readSecrets({ viewer }: WrittenConfig, readText: ReadText, origin: (key: KeyPath) => string): Secrets {
  const problems: ConfigProblem[] = [];
  const report = (path: KeyPath, message: string) =>
    problems.push({ key: formatKey(path), origin: origin(path), message });
  const fromFile = (path: KeyPath, file: string | undefined) => {
    if (file === undefined) return undefined;
    const secret = readSecret(file, readText);
    if ('problem' in secret) report(path, secret.problem);
    return 'text' in secret ? secret.text : undefined;
  };

  const tokenFile = ['viewer', 'tokenFile'];
  const tokens = [...viewer.tokens, ...(fromFile(tokenFile, viewer.tokenFile)?.split(/\s+/) ?? [])];
  const wrong = tokens.map((token) => tokenSchema.safeParse(token).error?.issues[0]?.message).find(Boolean);
  if (wrong) report(tokenFile, `got *** (not shown, it is a secret), expected ${wrong}`);

  return { tokens, problems };
}

/** Without a token anybody who can connect sees the cameras, so the runner listens on loopback only. */
function exposureProblems(host: string, tokens: string[], origin: (key: KeyPath) => string): ConfigProblem[] {
  if (tokens.length > 0 || isLoopbackHost(host)) return [];
  const message =
    `got ${JSON.stringify(host)} without a token, expected 127.0.0.1; to listen for other machines, ` +
    'set FRAMEWATCH_TOKEN, FRAMEWATCH_TOKEN_FILE or `viewer.tokens`';
  return [{ key: 'viewer.host', origin: origin(['viewer', 'host']), message }];
}

function readDocument(path: string, readText: ReadText): ConfigDocument {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    const message = `cannot read the configuration file (${code}): give its path by --config or FRAMEWATCH_CONFIG`;
    throw new ConfigError([{ key: '', origin: redactUrl(path), message }]);
  }
  return parseConfigDocument(text, basename(path), '`streams` and `models`; see docs/configuration.md');
}

function readUtf8(path: string): string {
  return readFileSync(path, 'utf8');
}
