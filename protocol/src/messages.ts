import { z } from 'zod';
import { ProtocolError } from './errors.js';
import { streamEventSchema } from './events.js';
import { parseJson, parseWith } from './parse.js';
import {
  executionSchema,
  idSchema,
  labelsSchema,
  lineSchema,
  streamStateSchema,
  videoFormatSchema,
  zoneSchema,
} from './stream.js';

/** Version of the WebSocket messages, text and binary. */
export const PROTOCOL_VERSION = 1;

/** The longest text message a client may send; a server's `config` with many labels is longer. */
export const MAX_CLIENT_TEXT_BYTES = 4096;
export const MAX_SERVER_TEXT_BYTES = 1024 * 1024;

const counter = z.number().int().nonnegative();
const number32 = counter.max(0xffff_ffff);

export const clientMessageSchema = z.discriminatedUnion('type', [
  /** `sync: exact`: the viewer shows only pictures with a result of their own; others are left out where they can be. */
  z.object({
    type: z.literal('start'),
    version: z.number().int(),
    video: videoFormatSchema,
    sync: z.literal('exact').optional(),
  }),
  /** `seq`: newest video message that the client received; `queue`: pictures waiting in its decoder. */
  z.object({ type: z.literal('ack'), seq: number32, queue: counter }),
  z.object({ type: z.literal('keyframe') }),
  z.object({ type: z.literal('ping'), id: number32 }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

export const liveErrorCodeSchema = z.enum([
  'bad-message',
  'unsupported-version',
  'start-timeout',
  'flood',
  'video-unavailable',
  'internal',
]);
export type LiveErrorCode = z.infer<typeof liveErrorCodeSchema>;

/**
 * The format of the next video messages. `codec` is an RFC 6381 string for WebCodecs (`avc1.64001f`), null for JPEG and
 * for none. Times of all messages are in microseconds: `timeBase` is 1 / 1,000,000.
 */
export const videoConfigSchema = z.object({
  format: videoFormatSchema,
  codec: z.string().nullable(),
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  /**
   * How decoded pictures have to be turned to be shown: clockwise by `rotation` degrees, then, with `flip`, mirrored
   * left to right. `width` and `height` are those after that. JPEGs are upright already.
   */
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  flip: z.boolean(),
  fps: z.number().positive().nullable(),
  timeBase: z.tuple([z.literal(1), z.literal(1_000_000)]),
});
export type VideoConfig = z.infer<typeof videoConfigSchema>;

export const byeReasonSchema = z.enum(['renew', 'shutdown', 'protocol']);
export type ByeReason = z.infer<typeof byeReasonSchema>;

export const serverMessageSchema = z.discriminatedUnion('type', [
  /** `lifetimeMs`: time after its hello at which the server ends this connection with `bye renew`. */
  z.object({
    type: z.literal('hello'),
    version: z.number().int(),
    stream: idSchema,
    serverTimeUs: counter,
    lifetimeMs: counter.positive(),
  }),
  z.object({
    type: z.literal('config'),
    epoch: counter,
    video: videoConfigSchema,
    labels: labelsSchema,
    model: z.string(),
    zones: z.array(zoneSchema),
    lines: z.array(lineSchema),
  }),
  /**
   * `skipped`: total of video messages that were not sent to this viewer because it lagged; `execution`: what each model of the
   * stream is executed on, absent where that is not known.
   */
  z.object({
    type: z.literal('status'),
    state: streamStateSchema,
    reason: z.string().optional(),
    execution: z.array(executionSchema).optional(),
    skipped: counter,
  }),
  /** As it begins, and once more with the same id as it ends. */
  z.object({ type: z.literal('event'), event: streamEventSchema }),
  z.object({ type: z.literal('pong'), id: number32, serverTimeUs: counter }),
  z.object({ type: z.literal('error'), code: liveErrorCodeSchema, message: z.string() }),
  z.object({ type: z.literal('bye'), reason: byeReasonSchema }),
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;

/**
 * Returns when a client should open the connection that replaces one of this lifetime, milliseconds after its hello:
 * early enough for a few failed attempts, and at different times for different clients. `random` is in [0, 1).
 */
export function renewAfterMs(lifetimeMs: number, random: number): number {
  return Math.round(lifetimeMs * (0.8 + random / 10));
}

/** Reads a text message from a client. Throws a ProtocolError; a newer client's `start` is `unsupported-version`. */
export function parseClientMessage(text: string): ClientMessage {
  if (text.length > MAX_CLIENT_TEXT_BYTES) {
    throw new ProtocolError('oversized', `client message: ${text.length} characters, at most ${MAX_CLIENT_TEXT_BYTES}`);
  }
  const message = parseWith(clientMessageSchema, parseJson(text, 'client message'), 'client message');
  if (message.type === 'start' && message.version !== PROTOCOL_VERSION) {
    throw new ProtocolError(
      'unsupported-version',
      `start: version ${message.version} is not spoken here, only ${PROTOCOL_VERSION}; update the older side`
    );
  }
  return message;
}

/** Reads a text message from a server. Throws a ProtocolError. */
export function parseServerMessage(text: string): ServerMessage {
  if (text.length > MAX_SERVER_TEXT_BYTES) {
    throw new ProtocolError('oversized', `server message: ${text.length} characters, at most ${MAX_SERVER_TEXT_BYTES}`);
  }
  return parseWith(serverMessageSchema, parseJson(text, 'server message'), 'server message');
}
