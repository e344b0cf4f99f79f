import type { Execution, StreamDescriptor, StreamState } from '@framewatch/protocol';
import type { StreamConfig } from '../config/index.js';
import type { Model } from '../model/index.js';
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
  { execution, labels }: Pick<Model, 'execution' | 'labels'>
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
    execution: execution.map(forViewers),
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

/** What a library says of an error may be pages long: viewers get its beginning, the log has all of it. */
const MOST_DETAIL = 200;

function forViewers({ refused, ...execution }: Execution): Execution {
  return { ...execution, refused: refused.map((each) => ({ ...each, detail: shortened(each.detail) })) };
}

function shortened(text: string): string {
  return text.length > MOST_DETAIL ? `${text.slice(0, MOST_DETAIL - 1)}…` : text;
}
