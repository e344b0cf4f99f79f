import {
  type ConfigProblem,
  type Environment,
  formatKey,
  isMapping,
  type KeyPath,
  readSecret,
  type ReadText,
  valueAt,
} from '@framewatch/service-kit';

type Parse = (text: string) => unknown;

const asText: Parse = (text) => text;
/** Returns text that is not a number unchanged, so that the schema's message can quote it. */
const asNumber: Parse = (text) => (Number.isNaN(Number(text)) ? text : Number(text));
const asList: Parse = (text) => text.split(/[\s,]+/).filter(Boolean);

interface Variable {
  path: KeyPath;
  parse: Parse;
  /** `NAME_FILE` may name a file that holds the value, as container secrets do. */
  secret?: true;
}

/** Values that the environment lays over the file. */
const OVERRIDES: Record<string, Variable> = {
  FRAMEWATCH_RUNNER_ID: { path: ['id'], parse: asText },
  LOG_LEVEL: { path: ['logLevel'], parse: asText },
  FRAMEWATCH_HOST: { path: ['viewer', 'host'], parse: asText },
  FRAMEWATCH_PORT: { path: ['viewer', 'port'], parse: asNumber },
  FRAMEWATCH_TOKEN: { path: ['viewer', 'tokens'], parse: asList, secret: true },
};

/** Variables of the only sink of type `influxdb`. */
const influx = (index: number): Record<string, Variable> => ({
  INFLUX_URL: { path: ['sinks', index, 'url'], parse: asText },
  INFLUX_ORG: { path: ['sinks', index, 'org'], parse: asText },
  INFLUX_BUCKET: { path: ['sinks', index, 'bucket'], parse: asText },
  INFLUX_TOKEN: { path: ['sinks', index, 'token'], parse: asText, secret: true },
  FRAMEWATCH_SPOOL: { path: ['sinks', index, 'spoolPath'], parse: asText },
});

const SHARD: Record<string, Variable> = {
  FRAMEWATCH_SHARD_ORDINAL: { path: ['shard', 'ordinal'], parse: asNumber },
  FRAMEWATCH_SHARD_REPLICAS: { path: ['shard', 'replicas'], parse: asNumber },
  FRAMEWATCH_SHARD_MAX_REPLICAS: { path: ['shard', 'maxReplicas'], parse: asNumber },
  FRAMEWATCH_SHARD_PEERS: { path: ['shard', 'peers'], parse: asText },
};

/** Variables of the model and the stream that can be configured without a file. */
const SINGLE_MODEL: Record<string, Variable> = {
  MODEL_PATH: { path: ['models', 0, 'path'], parse: asText },
  MODEL_CONFIDENCE: { path: ['models', 0, 'confidence'], parse: asNumber },
  MODEL_PROVIDERS: { path: ['models', 0, 'providers'], parse: asList },
};
const SINGLE_STREAM: Record<string, Variable> = {
  RTSP_INPUT: { path: ['streams', 0, 'url'], parse: asText, secret: true },
  FRAMEWATCH_STREAM_ID: { path: ['streams', 0, 'id'], parse: asText },
  FRAMEWATCH_TARGET_FPS: { path: ['streams', 0, 'targetFps'], parse: asNumber },
  FRAMEWATCH_DAMAGED: { path: ['streams', 0, 'damaged'], parse: asText },
};

export interface Overlay {
  values: Record<string, unknown>;
  /** Origin by key, `environment variable LOG_LEVEL` for example. */
  origin(path: KeyPath): string | undefined;
  problems: ConfigProblem[];
}

/**
 * Lays the environment over the values of the file. An empty variable counts as not set, as compose files leave them.
 * `MODEL_PATH` and `RTSP_INPUT` stand for the only model and stream, so a file that lists its own conflicts with them.
 */
export function overlayEnvironment(file: Record<string, unknown>, env: Environment, readText: ReadText): Overlay {
  const values = structuredClone(file);
  const origins = new Map<string, string>();
  const problems: ConfigProblem[] = [];

  const get = (name: string, variable: Variable) => {
    const text = env[name]?.trim();
    if (text) return { text, source: name };
    const path = variable.secret && env[`${name}_FILE`]?.trim();
    if (!path) return undefined;
    const secret = readSecret(path, readText);
    if ('text' in secret) return { text: secret.text, source: `${name}_FILE` };
    const origin = `environment variable ${name}_FILE`;
    problems.push({ key: formatKey(variable.path), origin, message: secret.problem });
    return undefined;
  };
  const apply = (variables: Record<string, Variable>) => {
    for (const [name, variable] of Object.entries(variables)) {
      const given = get(name, variable);
      if (!given) continue;
      setAt(values, variable.path, variable.parse(given.text));
      origins.set(formatKey(variable.path), `environment variable ${given.source}`);
    }
  };
  const single = (key: 'models' | 'streams', name: string, variables: Record<string, Variable>, base: object) => {
    if (!env[name]?.trim() && !env[`${name}_FILE`]?.trim()) return;
    if (file[key] === undefined) {
      values[key] = [base];
      apply(variables);
      return;
    }
    const message = `the file lists ${key} and ${name} names another; unset ${name} or remove \`${key}\` from the file`;
    problems.push({ key, origin: `environment variable ${name}`, message });
  };

  const influxSink = () => {
    const sinks: unknown = file.sinks ?? [];
    // The schema refuses a value that is not a list.
    if (!Array.isArray(sinks)) return;
    const found = [...sinks.keys()].filter((index) => valueAt(sinks, [index, 'type']) === 'influxdb');
    const names = Object.keys(influx(0)).flatMap((name) => [name, `${name}_FILE`]);
    const given = names.find((name) => env[name]?.trim());
    if (found.length > 1 && given) {
      const message = `the file lists several sinks of type influxdb, and ${given} could mean each; unset it, and give that sink the value in the file`;
      problems.push({ key: 'sinks', origin: `environment variable ${given}`, message });
    } else if (found[0] !== undefined) apply(influx(found[0]));
    else if (env.INFLUX_URL?.trim()) {
      values.sinks = [...(sinks as unknown[]), { type: 'influxdb' }];
      apply(influx(sinks.length));
    }
  };

  apply(OVERRIDES);
  single('models', 'MODEL_PATH', SINGLE_MODEL, { name: 'default' });
  single('streams', 'RTSP_INPUT', SINGLE_STREAM, { id: 'camera' });
  influxSink();
  if (env.FRAMEWATCH_SHARD_REPLICAS?.trim() || file.shard !== undefined) apply(SHARD);

  return { values, origin: (path) => nearest(path, origins), problems };
}

function nearest(path: KeyPath, origins: ReadonlyMap<string, string>): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const origin = origins.get(formatKey(path.slice(0, length)));
    if (origin) return origin;
  }
  return undefined;
}

/** Sets the value at a path. Creates missing mappings; a list has to contain the entry already. */
function setAt(root: Record<string, unknown>, path: KeyPath, value: unknown): void {
  const last = path[path.length - 1];
  const parentPath = path.slice(0, -1);
  if (parentPath.length === 1 && valueAt(root, parentPath) === undefined) root[String(parentPath[0])] = {};
  const parent = parentPath.length === 0 ? root : valueAt(root, parentPath);
  if (isMapping(parent) && last !== undefined) parent[last] = value;
}
