import type { Execution } from '@framewatch/protocol';
import type { Logger } from 'pino';
import type { ModelConfig, RunnerConfig, StreamConfig } from './config/index.js';
import {
  chainOf,
  createModelMeter,
  type Fallback,
  type loadModel,
  type Model,
  ModelGroup,
  type ModelMeter,
} from './model/index.js';
import { FairSemaphore, JointSemaphore, type StreamDeps } from './pipeline/index.js';
import type { Registry } from './telemetry/index.js';

/** Frames per model beside those in its sessions: one ready, one being scaled. More would only wait and add latency. */
const READY = 2;

interface Loaded {
  model: Model;
  meter: ModelMeter;
  semaphore: FairSemaphore;
}

export interface LoadedModelsDeps {
  /** Loads one model. */
  load: typeof loadModel;
  registry: Registry;
  log: Logger;
  /**
   * A model has stopped working for good. `names`: the model, and those that it is run for as a detector, which are lost
   * with it.
   */
  onLost: (names: readonly string[], error: Error) => void;
  /** A model is executed on something else than before. */
  onExecution: () => void;
}

/** The models that the streams of a configuration use, each loaded once and shared by its streams. */
export class LoadedModels {
  readonly #config: Pick<RunnerConfig, 'models' | 'streams'>;
  readonly #deps: LoadedModelsDeps;
  readonly #loaded = new Map<string, Loaded>();
  /** Errors of lost models, by name. */
  readonly #lost = new Map<string, Error>();

  constructor(config: Pick<RunnerConfig, 'models' | 'streams'>, deps: LoadedModelsDeps) {
    this.#config = config;
    this.#deps = deps;
  }

  /** Says what is wrong with lost models; null while there are none. */
  get trouble(): string | null {
    return this.#lost.size === 0 ? null : [...this.#lost.values()].map(({ message }) => message).join('; ');
  }

  /**
   * Loads every model that a stream uses, side by side. Rejects with the first error once all have settled: those that
   * did load are there, for `close`. A model that is loaded after the signal has aborted is closed at once.
   */
  async load(signal: AbortSignal): Promise<void> {
    const { models, streams } = this.#config;
    const used = new Set(streams.flatMap((stream) => stream.models.flatMap((name) => chainOf(name, models))));
    const loading = new Map<string, Promise<void>>();
    const load = (config: ModelConfig): Promise<void> => {
      const detector = models.find(({ name }) => name === config.detector);
      const known = loading.get(config.name);
      const loaded = known ?? (detector ? load(detector) : Promise.resolve()).then(() => this.#load(config, signal));
      loading.set(config.name, loaded);
      return loaded;
    };
    const loads = await Promise.allSettled(models.filter(({ name }) => used.has(name)).map(load));
    for (const each of loads) if (each.status === 'rejected') throw each.reason;
  }

  /** Returns what is run on the frames of a stream. */
  of({ id, model: all, models }: StreamConfig): Pick<StreamDeps, 'model' | 'semaphore'> {
    const used = models.map((name) => {
      const model = this.#loaded.get(name)?.model;
      if (!model) throw new Error(`stream \`${id}\`: there is no model \`${name}\` in the configuration`);
      return model;
    });
    const chains = new Set(models.flatMap((name) => chainOf(name, this.#config.models)));
    // In one order everywhere, so that no two streams wait for each other.
    const semaphores = [...this.#loaded].flatMap(([name, { semaphore }]) => (chains.has(name) ? [semaphore] : []));
    const [only, ...others] = used;
    return {
      model: only && others.length === 0 ? only : new ModelGroup(all, used),
      semaphore: new JointSemaphore(semaphores),
    };
  }

  /** Resolves when what is inferred has ended: a model's thread is never ended with a call in flight. */
  async close(): Promise<void> {
    await Promise.all([...this.#loaded.values()].map(({ model }) => model.close()));
  }

  /** Loads a model after its detector, which is not there where the start was given up. */
  async #load(config: ModelConfig, signal: AbortSignal): Promise<void> {
    const { name } = config;
    const detector = config.detector === undefined ? null : this.#loaded.get(config.detector)?.model;
    if (detector === undefined) return;
    const log = this.#deps.log.child({ model: name });
    const model = await this.#deps.load(config, {
      log,
      lost: (err) => {
        log.fatal({ err }, 'the model is lost: its streams infer nothing until the runner is started again');
        this.#lose(name, err);
      },
      fellBack: (fallback) => this.#fellBack(name, fallback),
      detector,
    });
    if (signal.aborted) {
      await model.close();
      return;
    }
    const meter = createModelMeter(this.#deps.registry.scope({ model: name }), executionOf(model));
    this.#loaded.set(name, { model, meter, semaphore: new FairSemaphore(model.sessions * model.batch + READY) });
  }

  #lose(name: string, error: Error): void {
    this.#lost.set(name, error);
    const { models } = this.#config;
    const lost = models.map((each) => each.name).filter((each) => chainOf(each, models).includes(name));
    for (const each of lost) this.#loaded.get(each)?.meter.lost();
    this.#deps.onLost(lost, error);
  }

  #fellBack(name: string, fallback: Fallback): void {
    const known = this.#loaded.get(name);
    if (!known) return;
    known.meter.fellBack(fallback, executionOf(known.model));
    this.#deps.onExecution();
  }
}

/** What a model is executed on itself, without those that are run before it. */
function executionOf({ name, execution }: Model): Execution {
  const own = execution.find(({ model }) => model === name);
  if (!own) throw new Error(`model \`${name}\` does not say what it is executed on`);
  return own;
}
