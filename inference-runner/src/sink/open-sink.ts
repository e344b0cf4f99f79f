import type { ResultSink } from './sink.js';
import { SINK_TYPES, type SinkConfig, type SinkDeps } from './types/index.js';

/** Opens a sink of the type that its configuration names. Rejects with the sink's named error. */
export function openSink(config: SinkConfig, deps: SinkDeps): Promise<ResultSink> {
  return SINK_TYPES[config.type].open(config, deps);
}
