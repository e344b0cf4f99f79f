import { type StreamCheck, type VideoEndpoint, streamCheckSchema } from '@framewatch/protocol';
import type { ViewerDeps } from '@framewatch/viewer-client';
import type { DataSourceSrv } from '@grafana/runtime';

/**
 * Asks the data source of the endpoint whether its stream can be had. That goes through Grafana's backend service, which
 * renews a login that has grown old, and the data source knows best what a failure means.
 */
export function createProbe(
  sources: Pick<DataSourceSrv, 'get'>,
  { datasourceUid, stream }: Pick<VideoEndpoint, 'datasourceUid' | 'stream'>
): ViewerDeps['check'] {
  return async () => {
    let source: object;
    try {
      source = await sources.get({ uid: datasourceUid });
    } catch {
      return refusal('grafana', 'Grafana has no such data source any more. Choose another one in the query.');
    }
    if (!('checkStream' in source) || typeof source.checkStream !== 'function') {
      return refusal('answer', OTHER_VERSION);
    }
    try {
      return streamCheckSchema.parse(await source.checkStream(stream));
    } catch {
      return refusal('answer', OTHER_VERSION);
    }
  };
}

const OTHER_VERSION =
  'The data source plugin and this panel are of different versions. Update the older of the two, then reload the page.';

function refusal(obstacle: Extract<StreamCheck, { ok: false }>['obstacle'], message: string): StreamCheck {
  return { ok: false, obstacle, message };
}
