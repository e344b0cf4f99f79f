import type { ResultSink } from './sink.js';
import { type SinkConfig, type SinkDeps, sinkTypeOf } from './types/index.js';

/** Opens a sink of the type that its configuration names. Rejects with the sink's named error. */
export function openSink(config: SinkConfig, deps: SinkDeps): Promise<ResultSink> {
  return sinkTypeOf(config).open(config, deps);
}
