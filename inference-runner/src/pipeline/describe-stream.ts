import type { Labels, StreamDescriptor, StreamState } from '@framewatch/protocol';
import type { StreamConfig } from '../config/index.js';
import type { SourceFormat } from '../source/index.js';

export interface KnownState {
  name: StreamState;
  reason?: string;
}

/**
 * Returns the descriptor that viewers get. `format`: null before the first picture; its fields are unknown until then.
 */
export function describeStream(
  { id, name, model, zones, lines }: StreamConfig,
  { name: state, reason }: KnownState,
  format: SourceFormat | null,
  labels: Labels
): StreamDescriptor {
  return {
    id,
    name,
    state,
    ...(reason !== undefined && { reason }),
    width: format?.width ?? null,
    height: format?.height ?? null,
    fps: format?.fps ?? null,
    codec: format?.codec ?? null,
    model,
    labels,
    zones,
    lines,
    capabilities: {
      video: ['h264', 'jpeg', 'none'],
      passthrough: format !== null && format.passthroughCodec !== null,
      snapshot: true,
    },
  };
}
