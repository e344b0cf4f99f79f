import {
  asList,
  asNumber,
  asText,
  type EnvironmentOverlay,
  valueAt,
  type Variables,
} from '@framewatch/service-kit/config';

const OVERRIDES: Variables = {
  FRAMEWATCH_RUNNER_ID: { path: ['id'], read: asText },
  LOG_LEVEL: { path: ['logLevel'], read: asText },
  FRAMEWATCH_HOST: { path: ['viewer', 'host'], read: asText },
  FRAMEWATCH_PORT: { path: ['viewer', 'port'], read: asNumber },
  FRAMEWATCH_TIME_ZONE: { path: ['timeZone'], read: asText },
  FRAMEWATCH_STATE: { path: ['stateFolder'], read: asText },
  FRAMEWATCH_TOKEN: { path: ['viewer', 'tokens'], read: asList, secret: true },
};

/** Variables of the only sink of type `influxdb`. */
const influx = (index: number): Variables => ({
  INFLUX_URL: { path: ['sinks', index, 'url'], read: asText },
  INFLUX_ORG: { path: ['sinks', index, 'org'], read: asText },
  INFLUX_BUCKET: { path: ['sinks', index, 'bucket'], read: asText },
  INFLUX_TOKEN: { path: ['sinks', index, 'token'], read: asText, secret: true },
  FRAMEWATCH_SPOOL: { path: ['sinks', index, 'spoolPath'], read: asText },
});

const SHARD: Variables = {
  FRAMEWATCH_SHARD_ORDINAL: { path: ['shard', 'ordinal'], read: asNumber },
  FRAMEWATCH_SHARD_REPLICAS: { path: ['shard', 'replicas'], read: asNumber },
  FRAMEWATCH_SHARD_MAX_REPLICAS: { path: ['shard', 'maxReplicas'], read: asNumber },
  FRAMEWATCH_SHARD_PEERS: { path: ['shard', 'peers'], read: asText },
};

/** Variables of the model and the stream that can be configured without a file. */
const SINGLE_MODEL: Variables = {
  MODEL_PATH: { path: ['models', 0, 'path'], read: asText },
  MODEL_CONFIDENCE: { path: ['models', 0, 'confidence'], read: asNumber },
  MODEL_PROVIDERS: { path: ['models', 0, 'providers'], read: asList },
};
const SINGLE_STREAM: Variables = {
  RTSP_INPUT: { path: ['streams', 0, 'url'], read: asText, secret: true },
  FRAMEWATCH_STREAM_ID: { path: ['streams', 0, 'id'], read: asText },
  FRAMEWATCH_TARGET_FPS: { path: ['streams', 0, 'targetFps'], read: asNumber },
  FRAMEWATCH_DAMAGED: { path: ['streams', 0, 'damaged'], read: asText },
};

/**
 * Lays the runner's variables over the values of its file. `MODEL_PATH` and `RTSP_INPUT` stand for the only model and
 * stream, so a file that lists its own conflicts with them.
 */
export function layEnvironment(overlay: EnvironmentOverlay): void {
  const { values } = overlay;
  const laySingle = (key: 'models' | 'streams', name: string, variables: Variables, base: object) => {
    const given = overlay.nameOf(variables, name);
    if (given === undefined) return;
    if (values[key] === undefined) {
      values[key] = [base];
      overlay.lay(variables);
      return;
    }
    const message = `the file lists ${key} and ${given} names another; unset ${given} or remove \`${key}\` from the file`;
    overlay.refuse([key], given, message);
  };

  overlay.lay(OVERRIDES);
  laySingle('models', 'MODEL_PATH', SINGLE_MODEL, { name: 'default' });
  laySingle('streams', 'RTSP_INPUT', SINGLE_STREAM, { id: 'camera' });
  layInflux(overlay);
  if (overlay.nameOf(SHARD, 'FRAMEWATCH_SHARD_REPLICAS') || values.shard !== undefined) overlay.lay(SHARD);
}

function layInflux(overlay: EnvironmentOverlay): void {
  const sinks: unknown = overlay.values.sinks ?? [];
  // The schema refuses a value that is not a list.
  if (!Array.isArray(sinks)) return;
  const [only, ...others] = [...sinks.keys()].filter((index) => valueAt(sinks, [index, 'type']) === 'influxdb');
  const variables = influx(only ?? sinks.length);
  const [given] = Object.keys(variables).flatMap((name) => overlay.nameOf(variables, name) ?? []);
  if (others.length > 0 && given !== undefined) {
    const message = `the file lists several sinks of type influxdb, and ${given} could mean each; unset it, and give that sink the value in the file`;
    overlay.refuse(['sinks'], given, message);
    return;
  }
  if (only === undefined) {
    if (!overlay.nameOf(variables, 'INFLUX_URL')) return;
    overlay.values.sinks = [...(sinks as unknown[]), { type: 'influxdb' }];
  }
  overlay.lay(variables);
}
