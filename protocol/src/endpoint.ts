import { z } from 'zod';
import { idSchema } from './stream.js';

/** Where the viewer API lives on a runner, and behind every proxy in front of it. */
export const VIEWER_API = '/viewer/v1';

/** An absolute path on the page's own origin; `//host/…` would be another one. */
const pathSchema = z.string().regex(/^\/(?!\/)/, 'an absolute path starts with one slash');

/**
 * What the data source hands the panel, in `DataFrame.meta.custom.framewatch`: where the live video of one stream is.
 * Paths are absolute on Grafana's own origin and go through its data source proxy, so no token is in them.
 */
export const videoEndpointSchema = z.object({
  stream: idSchema,
  datasourceUid: z.string(),
  /**
   * To be asked through Grafana's backend service before each socket: it renews the login. The service puts the
   * sub-path that Grafana may be served under before it.
   */
  healthPath: pathSchema,
  /** WebSocket path of the stream's live video and results, with that sub-path. */
  livePath: pathSchema,
});
export type VideoEndpoint = z.infer<typeof videoEndpointSchema>;
