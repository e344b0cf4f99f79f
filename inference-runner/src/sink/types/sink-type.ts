import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Clock } from '@framewatch/service-kit';
import type { MetricScope } from '../../telemetry/index.js';
import type { ResultSink } from '../sink.js';

/** What a type of sink needs to read its part of the configuration. */
export interface ReadWritten {
  /** Returns the path at a key, made absolute. */
  locate: (key: string, path: string) => string;
  /**
   * Returns the secret at `key`, or in the file that `key` + `File` names. Reports a problem and returns an empty text
   * when there is neither; `variable` is the environment variable that may hold it.
   */
  secret: (key: string, value: string | undefined, file: string | undefined, variable: string) => string;
}

export interface SinkDeps {
  log: Logger;
  /** With the label `sink`. */
  scope: MetricScope;
  clock: Clock;
}

/** One type of sink: its schema in the configuration, and how one is opened. */
export interface SinkType<Schema extends z.ZodType, Config extends { type: string; name: string }> {
  readonly type: Config['type'];
  readonly schema: Schema;
  /** The keys whose paths have to differ between sinks. */
  readonly ownPaths: readonly (keyof Config & string)[];
  configure(written: z.output<Schema>, read: ReadWritten): Config;
  /**
   * Loads the code of the sink and opens one. The code is loaded only here, since nothing asynchronous may be loaded
   * while the configuration is read.
   */
  open(config: Config, deps: SinkDeps): Promise<ResultSink>;
}

/** A type of sink where it is not known which: it is only given what its own schema let pass. */
export interface SinkOfAnyType<Config extends { type: string }> {
  readonly ownPaths: readonly string[];
  configure(written: { type: Config['type'] }, read: ReadWritten): Config;
  open(config: Config, deps: SinkDeps): Promise<ResultSink>;
}
