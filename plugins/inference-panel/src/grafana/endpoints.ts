import type { DataFrame } from '@grafana/data';
import { type VideoEndpoint, videoEndpointSchema } from '@framewatch/protocol';

/** Returns the video endpoints in `meta.custom.framewatch` of the query's frames, each stream once, in order. */
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

/** Returns the endpoint of the stream that the user chose, or the first. */
export function pickEndpoint(endpoints: readonly VideoEndpoint[], stream: string): VideoEndpoint | undefined {
  return stream === '' ? endpoints[0] : endpoints.find((endpoint) => endpoint.stream === stream);
}

/** Identifies an endpoint by its contents, since every new value brings new data frames. */
export function endpointKey({ stream, datasourceUid, livePath }: VideoEndpoint): string {
  return [datasourceUid, stream, livePath].join('\n');
}
