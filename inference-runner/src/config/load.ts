import { isLoopbackHost } from '@framewatch/protocol';
import {
  ConfigError,
  type ConfigProblem,
  type ConfigSources,
  formatKey,
  type KeyPath,
  readConfig,
  readSecret,
  type ReadText,
} from '@framewatch/service-kit/config';
import { anomalyProblems } from './anomalies.js';
import { countingProblems } from './counting.js';
import { layEnvironment } from './environment.js';
import { referenceProblems } from './references.js';
import { configSchema, tokenSchema, type WrittenConfig } from './schema.js';
import { shardIdentity } from './shard.js';
import { readModels } from './models.js';
import { readSinks } from './sinks.js';
import { streamTls } from './tls.js';
import type { RunnerConfig, StreamConfig, StreamTlsConfig } from './types.js';

/**
 * Reads the configuration: the YAML file, which `FRAMEWATCH_CONFIG` names where no path is given, with the environment
 * laid over it. Synchronous, as the number of streams decides on the size of the thread pool, which has to be set before
 * anything asynchronous. Throws a ConfigError that lists every problem.
 */
export function loadConfig(sources: ConfigSources): RunnerConfig {
  const {
    data,
    values,
    origin,
    locate,
    readBeside,
    path: configPath,
    ...reading
  } = readConfig(
    {
      schema: configSchema,
      lay: layEnvironment,
      hint: '`streams` and `models`; see docs/configuration.md',
      pathVariable: 'FRAMEWATCH_CONFIG',
    },
    sources
  );
  const problems = [...reading.problems, ...referenceProblems(values, origin)];
  if (!data) throw new ConfigError(problems);

  const { tokens, problems: secretProblems } = readSecrets(data, readBeside, origin);
  problems.push(...secretProblems);
  if (secretProblems.length === 0) problems.push(...exposureProblems(data.viewer.host, tokens, origin));
  const identity = shardIdentity(data.shard, sources.env, origin);
  problems.push(...identity.problems);
  const { models, problems: modelProblems } = readModels(data, { readText: readBeside, configPath, locate, origin });
  problems.push(...modelProblems);
  const tls = data.streams.map((stream, index) => streamTls(stream, index, readBeside, origin));
  problems.push(...tls.flatMap((each) => each.problems));
  problems.push(...countingProblems(data, origin), ...anomalyProblems(data, origin));
  const { sinks, problems: sinkProblems } = readSinks(data, { readText: readBeside, locate, origin });
  problems.push(...sinkProblems);
  if (problems.length > 0) throw new ConfigError(problems);

  return {
    id: data.id ?? identity.id,
    logLevel: data.logLevel,
    timeZone: data.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    stateFolder: locate(['stateFolder'], data.stateFolder),
    ...(data.restartAfterSeconds !== undefined && { restartAfterSeconds: data.restartAfterSeconds }),
    models,
    streams: streams(
      data,
      tls.map(({ tls }) => tls),
      locate
    ),
    ...(identity.shard && { shard: identity.shard }),
    viewer: { host: data.viewer.host, port: data.viewer.port, tokens },
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
