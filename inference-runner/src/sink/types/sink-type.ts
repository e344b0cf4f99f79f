import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Clock } from '@framewatch/service-kit';
import type { MetricScope } from '../../telemetry/index.js';
import type { ResultSink } from '../sink.js';

/** What a type of sink needs to make something of what is written in the configuration. */
export interface ReadWritten {
  /** The path that stands at a key, made absolute. */
  locate: (key: string, path: string) => string;
  /**
   * The secret that stands at `key`, or in the file that `key` with `File` behind it names. A problem, and an empty text,
   * where there is neither; `variable` is the environment variable that may hold it.
   */
  secret: (key: string, value: string | undefined, file: string | undefined, variable: string) => string;
}

export interface SinkDeps {
  log: Logger;
  /** With the label `sink`. */
  scope: MetricScope;
  clock: Clock;
}

/** One type of sink: how it is written in the configuration, and how one is made. */
export interface SinkType<Schema extends z.ZodType, Config extends { type: string; name: string }> {
  readonly type: Config['type'];
  readonly schema: Schema;
  /** The keys at which a path stands that no other sink may have. */
  readonly ownPaths: readonly (keyof Config & string)[];
  configure(written: z.output<Schema>, read: ReadWritten): Config;
  /**
   * Loads the code of the sink and opens one. Not before: the configuration is read while nothing may be loaded that
   * is asynchronous.
   */
  open(config: Config, deps: SinkDeps): Promise<ResultSink>;
}
