import type { LogLevel } from '@framewatch/service-kit';
import type { CountingConfig, LineConfig, ZoneConfig } from '../analysis/counting/schema.js';
import type { AnomaliesConfig } from '../analysis/anomalies/schema.js';
import type { TrackingConfig } from '../analysis/tracking/schema.js';
import type { FamilyOptions } from '../model/families/index.js';
import type { SinkConfig } from '../sink/types/index.js';

export type { SinkConfig };

export interface StreamConfig {
  id: string;
  name: string;
  /** rtsp://, rtsps:// or a file path. May hold credentials: never log it, log `redactUrl(url)`. */
  url: string;
  /** How the certificate of an rtsps:// camera is checked; left out to take any. */
  tls?: StreamTlsConfig;
  /** Names of its models, joined by `+`: what its results are labelled with. */
  model: string;
  /** Names of models of `RunnerConfig.models`, one or more: all are run on the same frames. */
  models: readonly string[];
  /** Files only: `realtime` plays at the file's own pace and drops like a camera; `unpaced` infers every frame. */
  pace: 'realtime' | 'unpaced';
  /** Files only: start again at the end, with pts going on. */
  loop: boolean;
  /** Upper bound of inferred frames per second; null for as many as come. */
  targetFps: number | null;
  /** Whether damaged pictures are inferred. */
  damaged: 'skip' | 'infer';
  /** Seconds without a frame after which the stream counts as stalled and is opened again. */
  stallSeconds: number;
  zones: ZoneConfig[];
  lines: LineConfig[];
  counting: CountingConfig;
  tracking: TrackingConfig;
  anomalies: AnomaliesConfig;
}

export interface StreamTlsConfig {
  /** The certificate has to be valid, for this host, and signed by `ca`. */
  verify: boolean;
  /** Certificates of the authorities that are trusted, PEM; null for those that Node knows. */
  ca: string | null;
  /** SHA-256 of the one certificate that is taken, `AB:CD:…`; null for any. */
  fingerprint: string | null;
}

export interface ModelConfig {
  name: string;
  path: string;
  /** Name of its family; null to find it from the model's inputs and outputs. */
  family: string | null;
  /** Size of the input, pixels; null for the family's default. */
  input: { width: number; height: number } | null;
  /** 0 to 1; detections below are left out. */
  confidence: number;
  /** Tried in order; `cpu` is always the last. */
  providers: string[];
  threads: number;
  /** Name of the model that is run before it and finds what it looks at; left out for none. */
  detector?: string | undefined;
  /** Frames that are inferred at the same time, each in a thread of its own that holds the model. */
  sessions: number;
  /** Frames that are inferred in one run at most. */
  batch: number;
  /** What its family takes beside. */
  options: FamilyOptions;
  /** Names of the classes, in the order of the model's outputs; null for its own. */
  labels: string[] | null;
  /** The YAML file beside the model that some of this comes from; left out when there is none. */
  card?: string;
  /** After which a run counts as hung and the model as lost; left out for what its own runs suggest. */
  inferenceTimeoutSeconds?: number | undefined;
}

export interface ViewerConfig {
  host: string;
  port: number;
  /** Bearer tokens that are accepted, several while one is being replaced; empty: loopback only. */
  tokens: string[];
}

/** Several runners that divide the streams among themselves. */
export interface ShardConfig {
  /** Number of this replica, from 0. */
  ordinal: number;
  /** Fewest replicas that there are. */
  replicas: number;
  /** Most that there can be; equal to `replicas` where their number is fixed. */
  maxReplicas: number;
  /** Address of a replica's viewer API, with `{ordinal}` for its number; null when replicas cannot reach each other. */
  peers: string | null;
  /** A replica that has not answered for so long is taken for gone, seconds. */
  graceSeconds: number;
}

export interface RunnerConfig {
  /** Id of this runner: the `runner` label of its metrics. */
  id: string;
  /** With `shard`, those of all replicas. */
  streams: StreamConfig[];
  /** Where the streams are divided among several runners; left out for a runner that has them all. */
  shard?: ShardConfig;
  models: ModelConfig[];
  viewer: ViewerConfig;
  /** Where results go besides to viewers; names and spool folders differ. */
  sinks: SinkConfig[];
  logLevel: LogLevel;
  /** Where days begin and end, an IANA name. */
  timeZone: string;
  /** Where streams keep what survives a restart; left out to keep nothing. */
  stateFolder?: string;
  /** Between the loss of a model and the end of the process, seconds; left out for what one scrape needs to see it. */
  restartAfterSeconds?: number;
}
