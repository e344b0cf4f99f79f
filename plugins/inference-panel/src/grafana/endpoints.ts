import type { DataFrame } from '@grafana/data';
import { type VideoEndpoint, videoEndpointSchema } from '@framewatch/protocol';

/** The video endpoints that the query's frames carry in `meta.custom.framewatch`, each stream once, in their order. */
export function findEndpoints(frames: readonly DataFrame[]): VideoEndpoint[] {
  const found = new Map<string, VideoEndpoint>();
  for (const frame of frames) {
    const parsed = videoEndpointSchema.safeParse(frame.meta?.custom?.framewatch);
    if (parsed.success && !found.has(endpointKey(parsed.data))) {
      found.set(endpointKey(parsed.data), parsed.data);
    }
  }
  return [...found.values()];
}

/** The one that the user chose by its stream's name, or the first. */
export function pickEndpoint(endpoints: readonly VideoEndpoint[], stream: string): VideoEndpoint | undefined {
  return stream === '' ? endpoints[0] : endpoints.find((endpoint) => endpoint.stream === stream);
}

/** Same text, same endpoint: data frames are made anew with every value that comes in. */
export function endpointKey({ stream, datasourceUid, livePath }: VideoEndpoint): string {
  return [datasourceUid, stream, livePath].join('\n');
}
