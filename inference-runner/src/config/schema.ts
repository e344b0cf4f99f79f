import { LOG_LEVELS, looksLikeAddress } from '@framewatch/service-kit';
import {
  A_MAPPING,
  filePath,
  filled,
  flag,
  integer,
  isMapping,
  isText,
  list,
  mapping,
  number,
  oneOf,
  port,
  text,
  value,
} from '@framewatch/service-kit/config';
import { countingSchema, lineSchema, timeZoneSchema, zoneSchema } from '../analysis/counting/schema.js';
import { anomaliesSchema } from '../analysis/anomalies/schema.js';
import { trackingSchema } from '../analysis/tracking/schema.js';
import { FAMILIES, OPTIONS, type OptionName } from '../model/families/index.js';
import { z } from 'zod';
import { SINK_TYPES } from '../sink/types/index.js';
import { id } from './id.js';

/** http(s), a host and perhaps a port, and nothing else: no path, no credentials. */
const isOrigin = (text: string): boolean => /^https?:\/\/[\w.:[\]-]+\/?$/i.test(text) && URL.canParse(text);

/** What RFC 6750 allows in a bearer token; short ones are guessed. */
export const tokenSchema = value<string>(
  'a token of 8 or more letters, digits and -._~+/= (make one with `openssl rand -hex 32`)',
  (v) => typeof v === 'string' && /^[\w\-.~+/]{8,}=*$/.test(v)
);
/**
 * What user, password, host and port each are leaves no doubt: a `@` anywhere else, or a `%` that escapes nothing, may be
 * a password that was not escaped. User and password are what FFmpeg sends, decoded.
 */
const CAMERA_URL =
  /^rtsps?:\/\/(?:(?:%[\da-f]{2}|[^\s/?#@[\]\\%])*@)?(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?(?:[/?#][^\s@]*)?$/i;
const streamUrl = value<string>(
  'an address like rtsp://user:password@camera:554/path (or rtsps://), in which each @ / ? # [ ] \\ % and space of user and password is written as %40 %2F %3F %23 %5B %5D %5C %25 %20, or the path of a video file',
  (v) => isText(v) && (CAMERA_URL.test(v) || !looksLikeAddress(v))
);

export const EXECUTION_PROVIDERS = ['auto', 'cpu', 'cuda', 'tensorrt', 'webgpu', 'coreml', 'dml'] as const;

const tls = mapping({
  verify: flag.optional(),
  ca: filePath('a file with certificates, PEM').optional(),
  fingerprint: value<string>(
    'the SHA-256 of a certificate, 64 hexadecimal digits (openssl x509 -noout -fingerprint -sha256 prints it)',
    (v) => typeof v === 'string' && /^[\da-f]{2}(?::?[\da-f]{2}){31}$/i.test(v)
  ).optional(),
});

const stream = mapping({
  id,
  name: text('a name for people').optional(),
  url: streamUrl,
  tls: tls.optional(),
  model: text('the name of a model').optional(),
  models: filled(text('the name of a model'), 'a list of names of models').optional(),
  pace: oneOf('realtime', 'unpaced').default('realtime'),
  loop: flag.default(false),
  targetFps: number(0.1, 1000, 'frames per second').optional(),
  damaged: oneOf('skip', 'infer').default('skip'),
  stallSeconds: number(1, 3600, 'seconds').default(5),
  zones: list(zoneSchema, 'a list of zones').default([]),
  lines: list(lineSchema, 'a list of lines').default([]),
  counting: countingSchema,
  tracking: trackingSchema,
  anomalies: anomaliesSchema,
});

const option = ({ expected, accepts }: (typeof OPTIONS)[OptionName]) => value<unknown>(expected, accepts);
const inputSide = integer(32, 4096, 'pixels');

/** What can be said of a model in the configuration and in a file beside it. */
const aboutModel = {
  family: oneOf(...FAMILIES.map(({ name }) => name)).optional(),
  input: mapping({ width: inputSide, height: inputSide }).optional(),
  confidence: number(0, 1).optional(),
  labels: value<string | string[]>(
    'a list of the names of the classes, or the path of a text file with one on each line',
    (v) => (isText(v) && !looksLikeAddress(v)) || (Array.isArray(v) && v.length > 0 && v.every(isText))
  ).optional(),
};
const options = Object.fromEntries(Object.entries(OPTIONS).map(([name, rule]) => [name, option(rule).optional()]));

const model = mapping({
  ...aboutModel,
  name: id,
  path: filePath('an ONNX file'),
  providers: list(oneOf(...EXECUTION_PROVIDERS), `a list of ${EXECUTION_PROVIDERS.join(', ')}`).default(['cpu']),
  threads: integer(1, 256).default(1),
  sessions: integer(1, 64).default(1),
  batch: integer(1, 64).default(1),
  options: mapping(options).default({}),
  detector: text('the name of another model').optional(),
  inferenceTimeoutSeconds: number(0.1, 3600, 'seconds').optional(),
});

/** The file beside a model: options stand at its top level. */
export const modelCardSchema = mapping({ ...options, ...mapping(aboutModel).shape });

const viewer = mapping({
  host: text('a host name or address to listen on').default('127.0.0.1'),
  port: port.default(8787),
  tokens: list(tokenSchema, 'a list of tokens').default([]),
  tokenFile: text('the path of a file').optional(),
});

const sinkSchemas = Object.values(SINK_TYPES).map(({ schema }) => schema);
type SinkSchema = (typeof sinkSchemas)[number];
const sink = z.discriminatedUnion('type', sinkSchemas as [SinkSchema, ...SinkSchema[]], {
  error: ({ input }) => (isMapping(input) ? `one of ${Object.keys(SINK_TYPES).join(', ')}` : A_MAPPING),
});

const peerAddress = value<string>(
  'an address with {ordinal} in it, like http://inference-runner-{ordinal}.inference-runner-pods:8787',
  (v) => typeof v === 'string' && v.includes('{ordinal}') && isOrigin(v.replaceAll('{ordinal}', '0'))
);
const replicaCount = integer(1, 1000, 'a number of replicas');

const shard = mapping({
  ordinal: integer(0, 999, 'the number of this replica, a whole number').optional(),
  replicas: replicaCount,
  maxReplicas: replicaCount.optional(),
  peers: peerAddress.optional(),
  graceSeconds: number(1, 3600, 'seconds').default(60),
});

/** The configuration as it is written: the file with the environment laid over it. */
export const configSchema = mapping({
  id: id.optional(),
  logLevel: oneOf(...LOG_LEVELS).default('info'),
  restartAfterSeconds: number(0, 3600, 'seconds').optional(),
  timeZone: timeZoneSchema.optional(),
  stateFolder: filePath('a folder').default('framewatch-state'),
  models: filled(model, 'a list of one or more models, or the environment variable MODEL_PATH'),
  streams: filled(stream, 'a list of one or more streams, or the environment variable RTSP_INPUT'),
  viewer: viewer.prefault({}),
  sinks: list(sink, 'a list of sinks').default([]),
  shard: shard.optional(),
});
export type WrittenConfig = z.infer<typeof configSchema>;
