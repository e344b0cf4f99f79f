import { z } from 'zod';
import { idSchema } from './stream.js';

/** Where the viewer API lives on a runner, and behind every proxy in front of it. */
export const VIEWER_API = '/viewer/v1';

/** An absolute path on the page's own origin; `//host/…` would be another one. */
const pathSchema = z.string().regex(/^\/(?!\/)/, 'an absolute path starts with one slash');

/**
 * What the data source hands the panel, in `DataFrame.meta.custom.framewatch`: where the live video of one stream is.
 * The path is absolute on Grafana's own origin and goes through its data source proxy, so no token is in it.
 */
export const videoEndpointSchema = z.object({
  stream: idSchema,
  /** The data source, to be asked with `checkStream` before each socket. */
  datasourceUid: z.string(),
  /** WebSocket path of the stream's live video and results, with the sub-path that Grafana may be served under. */
  livePath: pathSchema,
  /** The range that the query was for reaches the present. Where it does not, live video shows another time. */
  live: z.boolean(),
});
export type VideoEndpoint = z.infer<typeof videoEndpointSchema>;

/** What stands between a viewer and a stream, in one word. */
export const streamObstacleSchema = z.enum([
  /** The data source's URL is missing or cannot be one. */
  'address',
  /** Nothing answers at the URL. */
  'unreachable',
  'timeout',
  /** The runner does not take the token. */
  'token',
  /** Grafana does not let the request through. */
  'forbidden',
  /** What answers at the URL is no runner. */
  'not-found',
  /** The runner has no such stream. */
  'no-stream',
  /** Runner and plugin are too far apart in version. */
  'answer',
  /** The runner refuses or fails; its words are in the message. */
  'runner',
  /** Grafana itself does not answer, or refuses. */
  'grafana',
]);
export type StreamObstacle = z.infer<typeof streamObstacleSchema>;

/** Answer of the data source's `checkStream(id)`: whether a stream's socket is worth opening, or why not and what to do. */
export const streamCheckSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), obstacle: streamObstacleSchema, message: z.string() }),
]);
export type StreamCheck = z.infer<typeof streamCheckSchema>;
