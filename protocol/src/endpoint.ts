import { z } from 'zod';
import { idSchema } from './stream.js';

/** Path of the viewer API on a runner, and behind every proxy. */
export const VIEWER_API = '/viewer/v1';

/** An absolute path on the page's own origin; `//host/…` would be another one. */
const pathSchema = z.string().regex(/^\/(?!\/)/, 'an absolute path starts with one slash');

/**
 * The location of one stream's live video, which the data source gives the panel in `DataFrame.meta.custom.framewatch`.
 * The path is absolute on Grafana's own origin and goes through its data source proxy, so no token is in it.
 */
export const videoEndpointSchema = z.object({
  stream: idSchema,
  /** The data source, whose `checkStream` has to be called before each socket. */
  datasourceUid: z.string(),
  /** WebSocket path of the stream's live video and results, with the sub-path that Grafana may be served under. */
  livePath: pathSchema,
  /** True when the query's range reaches the present. Otherwise live video shows another time than the range. */
  live: z.boolean(),
});
export type VideoEndpoint = z.infer<typeof videoEndpointSchema>;

/** What prevents a viewer from getting a stream. */
export const streamObstacleSchema = z.enum([
  /** The data source's URL is missing or invalid. */
  'address',
  /** Nothing answers at the URL. */
  'unreachable',
  'timeout',
  /** The runner refuses the token. */
  'token',
  /** Grafana does not let the request through. */
  'forbidden',
  /** The server at the URL is not a runner. */
  'not-found',
  /** The runner has no such stream. */
  'no-stream',
  /** Runner and plugin have incompatible versions. */
  'answer',
  /** The runner refuses or fails; the message quotes it. */
  'runner',
  /** Grafana itself does not answer, or refuses. */
  'grafana',
]);
export type StreamObstacle = z.infer<typeof streamObstacleSchema>;

/**
 * Answer of the data source's `checkStream(id)`: whether a stream's socket is worth opening, or why not and what to do.
 */
export const streamCheckSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), obstacle: streamObstacleSchema, message: z.string() }),
]);
export type StreamCheck = z.infer<typeof streamCheckSchema>;
