import type { TelemetrySnapshot } from '@framewatch/protocol';
import type { Logger } from 'pino';
import { ABORTED, type Clock, LATE, systemClock, unlessAborted, withinDeadline } from '@framewatch/service-kit';
import { formatKey } from '@framewatch/service-kit/config';
import { unfitRules, unknownClasses } from './analysis/index.js';
import { ConfigError, type RunnerConfig, type SinkConfig, type StreamConfig } from './config/index.js';
import { StreamHistory } from './history/index.js';
import { LoadedModels } from './loaded-models.js';
import { createLog } from './log.js';
import { loadModel } from './model/index.js';
import { Stream, StreamMetrics } from './pipeline/index.js';
import { Shard } from './sharding/index.js';
import { openSink, type ResultSink } from './sink/index.js';
import { createSource } from './source/index.js';
import { StateFolder } from './state/index.js';
import { registerRunnerMetrics } from './runner-metrics.js';
import { type MetricScope, Registry } from './telemetry/index.js';
import { threadPoolFor } from './thread-pool.js';
import { VERSION } from './version.js';
import {
  createViewerMeter,
  createViewerServer,
  type LiveLimits,
  type ViewableRunner,
  type ViewerMeter,
  type ViewerServer,
} from './viewer/index.js';

/** Time that each step of stopping may take; together they stay below four and a half seconds. */
const STOP_MS = { start: 400, streams: 2000, viewers: 1000, sinks: 1400, models: 400 };

export interface RunnerDeps {
  /** For models that are no ONNX file, in tests for example. */
  createModel?: typeof loadModel;
  /** Called when a model has stopped working for good: only another process can load it again. */
  onModelLost?: (error: Error) => void;
  log?: Logger;
  clock?: Clock;
  /** Other limits for viewers than the usual ones, in tests. */
  viewerLimits?: Partial<LiveLimits>;
}

/** The runner was asked to stop while it started. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  override readonly message = 'stopped while it started';
}

export interface Runner extends ViewableRunner {
  /**
   * Loads the models, opens the viewer API, then starts the streams. Rejects with the named error of what cannot be
   * had (a model, the port, the spool) and leaves nothing running. A stream that cannot be opened is a state of it.
   */
  start(): Promise<{ host: string; port: number }>;
  /**
   * Ends everything in order within five seconds. Never rejects; resolves with what did not end in time and was left
   * behind: a model that is still inferring, for example. A start that takes longer rejects with a StoppedError.
   */
  stop(): Promise<readonly string[]>;
}

export function createRunner(config: RunnerConfig, deps: RunnerDeps = {}): Runner {
  return new FramewatchRunner(config, deps);
}

class FramewatchRunner implements Runner {
  readonly version = VERSION;
  readonly streams = new Map<string, Stream>();
  stopping = false;
  readonly #config: RunnerConfig;
  readonly #onModelLost: (error: Error) => void;
  readonly #clock: Clock;
  readonly #viewerLimits: Partial<LiveLimits>;
  readonly #log: Logger;
  readonly #registry = new Registry();
  /** The metrics of each stream and of its viewers. */
  readonly #counted = new Map<string, { scope: MetricScope; viewers: ViewerMeter }>();
  readonly #shard: Shard | null;
  readonly #state: StateFolder | null;
  readonly #models: LoadedModels;
  readonly #sinks: ResultSink[] = [];
  /** Streams that are ending while the runner goes on. */
  readonly #leaving = new Set<Stream>();
  readonly #nextTrackId = trackIds();
  #viewers: ViewerServer | null = null;
  #started: Promise<{ host: string; port: number }> | null = null;
  #stopped: Promise<readonly string[]> | null = null;
  /** Aborts when the runner is to stop and its start takes longer. */
  readonly #startGivenUp = new AbortController();
  /** Names of the parts that did not stop in time. */
  readonly #leftBehind: string[] = [];

  constructor(config: RunnerConfig, deps: RunnerDeps) {
    const { createModel = loadModel, onModelLost, log, clock = systemClock, viewerLimits = {} } = deps;
    this.#config = config;
    this.#onModelLost = onModelLost ?? (() => undefined);
    this.#clock = clock;
    this.#viewerLimits = viewerLimits;
    this.#log = log ?? createLog(config.logLevel, config.id);
    registerRunnerMetrics(this.#registry, VERSION, clock.wallUs());
    this.#models = new LoadedModels(config, {
      load: createModel,
      registry: this.#registry,
      log: this.#log,
      onLost: (names, error) => this.#modelsLost(names, error),
      onExecution: () => this.streams.forEach((stream) => stream.onExecution()),
    });
    const { shard, streams, viewer, stateFolder } = config;
    const scope = this.#registry.scope();
    this.#state = stateFolder === undefined ? null : new StateFolder(stateFolder, { scope, log: this.#log, clock });
    this.#shard = shard ? new Shard(shard, streams, { clock, token: viewer.tokens[0] }) : null;
  }

  get remote(): Shard | null {
    return this.#shard;
  }

  get trouble(): string | null {
    return this.#models.trouble;
  }

  start(): Promise<{ host: string; port: number }> {
    this.#started ??= this.#start().catch(async (error: unknown) => {
      await this.#tearDown();
      throw error;
    });
    return this.#started;
  }

  stop(): Promise<readonly string[]> {
    this.stopping = true;
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  telemetry(): TelemetrySnapshot {
    return { runner: { id: this.#config.id, version: VERSION }, metrics: this.#registry.snapshot() };
  }

  async #start(): Promise<{ host: string; port: number }> {
    const { streams, viewer, sinks } = this.#config;
    this.#checkThreadPool(streams.length);
    await this.#unlessGivenUp(this.#models.load(this.#startGivenUp.signal));
    this.#checkAnalysis();
    for (const sink of sinks) await this.#unlessGivenUp(this.#openSink(sink));
    if (this.#shard) await this.#unlessGivenUp(this.#shard.follow(() => this.#divide()));
    for (const stream of this.#share()) this.streams.set(stream.id, this.#createStream(stream));

    // Before the streams, so that a port in use is known at once and a camera that is down can be seen to be down.
    const limits = this.#viewerLimits;
    this.#viewers = createViewerServer(this, viewer, {
      log: this.#log,
      meterOf: (id) => this.#viewersOf(id),
      clock: this.#clock,
      limits,
    });
    const address = await this.#viewers.listen();
    if (!this.stopping) for (const stream of this.streams.values()) stream.start();
    return address;
  }

  /** Loading a model can take minutes and cannot be interrupted: whoever stops the runner does not wait for it. */
  async #unlessGivenUp(step: Promise<void>): Promise<void> {
    const { signal } = this.#startGivenUp;
    if ((await unlessAborted(signal, step)) === ABORTED) throw signal.reason;
  }

  /** What a model finds is known once it is loaded. @throws ConfigError when a rule, a zone or a line needs something else. */
  #checkAnalysis(): void {
    const problems = this.#config.streams.flatMap((stream, index) => {
      const { labels } = this.#models.of(stream).model;
      const rules = unfitRules(stream.anomalies.rules, labels);
      const all = [
        ...unknownClasses(stream, labels),
        ...rules.map(({ path, message }) => ({ path: ['anomalies', 'rules', ...path], message })),
      ];
      const origin = `model ${stream.model}`;
      return all.map(({ path, message }) => ({ key: formatKey(['streams', index, ...path]), origin, message }));
    });
    if (problems.length > 0) throw new ConfigError(problems);
  }

  /** Returns the streams that this replica has to run now. */
  #share(): StreamConfig[] {
    return this.#config.streams.filter(({ id }) => this.#shard?.owns(id) ?? true);
  }

  /** Brings the streams in line with a new number of replicas: those that stay are not touched. */
  #divide(): void {
    if (this.stopping) return;
    const share = this.#share();
    const gained = share.filter(({ id }) => !this.streams.has(id));
    const lost = [...this.streams.values()].filter((stream) => !share.some(({ id }) => id === stream.id));
    const change = {
      replicas: this.#shard?.replicas,
      gained: gained.map(({ id }) => id),
      lost: lost.map(({ id }) => id),
    };
    this.#log.info(change, 'the number of replicas changed, streams are divided anew');
    for (const stream of lost) {
      this.streams.delete(stream.id);
      this.#counted.get(stream.id)?.scope.close();
      this.#counted.delete(stream.id);
      this.#viewers?.release(stream.id);
      this.#leave(stream);
    }
    for (const config of gained) {
      const stream = this.#createStream(config);
      this.streams.set(config.id, stream);
      stream.start();
    }
  }

  /** Ends a stream that another replica has from now on; stopping the runner waits for it. */
  #leave(stream: Stream): void {
    this.#leaving.add(stream);
    void this.#within(STOP_MS.streams, `stream ${stream.id}`, stream.stop(), () => stream.dump()).then(() =>
      this.#leaving.delete(stream)
    );
  }

  #modelsLost(names: readonly string[], error: Error): void {
    for (const stream of this.streams.values()) if (names.some((name) => stream.uses(name))) stream.onModelLost(error);
    this.#onModelLost(error);
  }

  async #openSink(config: SinkConfig): Promise<void> {
    const sink = await openSink(config, {
      log: this.#log.child({ sink: config.name }),
      scope: this.#registry.scope({ sink: config.name }),
      clock: this.#clock,
    });
    if (this.#startGivenUp.signal.aborted) await sink.close(0);
    else this.#sinks.push(sink);
  }

  #createStream(config: StreamConfig): Stream {
    const log = this.#log.child({ stream: config.id });
    const scope = this.#registry.scope({ stream: config.id, model: config.model });
    this.#counted.set(config.id, { scope, viewers: createViewerMeter(scope) });
    return new Stream(config, {
      source: createSource(config, { log, clock: this.#clock }),
      ...this.#models.of(config),
      metrics: new StreamMetrics(scope, config.targetFps),
      scope,
      nextTrackId: this.#nextTrackId,
      timeZone: this.#config.timeZone,
      state: this.#state,
      history: new StreamHistory(config.id),
      sinks: this.#sinks,
      log,
      clock: this.#clock,
    });
  }

  #viewersOf(id: string): ViewerMeter {
    const counted = this.#counted.get(id);
    if (!counted) throw new Error(`stream \`${id}\` is not counted`);
    return counted.viewers;
  }

  async #stop(): Promise<readonly string[]> {
    const cancel = this.#clock.after(STOP_MS.start, () => this.#startGivenUp.abort(new StoppedError()));
    // What failed to start has been ended already.
    const started = await this.#started?.then(
      () => true,
      () => false
    );
    cancel();
    if (started) await this.#tearDown();
    return this.#leftBehind;
  }

  /**
   * Against the direction of the data: first nothing new comes in and what is under way ends, while viewers are told
   * goodbye; then the sinks, which by now have every result, send or spool them; at last the models, which nobody uses
   * any more.
   */
  async #tearDown(): Promise<void> {
    this.#shard?.stop();
    const streams = [...this.streams.values(), ...this.#leaving];
    const stopped = Promise.all(streams.map((stream) => stream.stop()));
    await Promise.all([
      this.#within(STOP_MS.streams, 'streams', stopped, () => ({ streams: dumpsOf(streams) })),
      this.#within(STOP_MS.viewers + 200, 'viewer API', this.#viewers?.close(STOP_MS.viewers)),
    ]);
    const sinks = this.#sinks.map((sink) => sink.close(STOP_MS.sinks - 200));
    await this.#within(STOP_MS.sinks, 'sinks', Promise.all(sinks));
    await this.#within(STOP_MS.models, 'models', this.#models.close());
  }

  /** `dump` returns what is still running, for the log. */
  async #within(
    ms: number,
    what: string,
    ending: Promise<unknown> | undefined,
    dump: () => object = () => ({})
  ): Promise<void> {
    try {
      const outcome = await withinDeadline(this.#clock, ms, Promise.resolve(ending));
      if (outcome === LATE) {
        this.#leftBehind.push(what);
        this.#log.error({ what, ms, ...dump() }, 'did not end in time, left behind');
      }
    } catch (err) {
      this.#log.error({ what, err }, 'did not end cleanly');
    }
  }

  #checkThreadPool(streams: number): void {
    const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
    const needed = threadPoolFor(streams);
    if (threads >= needed) return;
    this.#log.warn(
      { threads, needed },
      'thread pool is small, streams may wait for each other: set UV_THREADPOOL_SIZE'
    );
  }
}

/** Returns a function that counts from 1: the ids of the tracks of all streams. */
function trackIds(): () => number {
  let last = 0;
  return () => (last += 1);
}

/** Returns the dumps of the streams that have not ended. */
function dumpsOf(streams: readonly Stream[]): object[] {
  return streams.filter(({ closed }) => !closed).map((stream) => stream.dump());
}
