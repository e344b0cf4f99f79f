import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Execution, Labels } from '@framewatch/protocol';
import { systemClock } from '@framewatch/service-kit';
import type { Logger } from 'pino';
import type { ModelConfig } from '../config/index.js';
import type { SharedFrame } from '../frame/index.js';
import { ModelFileError } from './errors.js';
import { fileFacts, readOnnxFile } from './file/index.js';
import { FRAMES_UNDER_WAY, InputMaker } from './input/index.js';
import { recognise } from './recognise.js';
import type { Fallback, SessionOptions } from './session/messages.js';
import { providersFor } from './session/providers.js';
import { RunDeadline } from './session/run-deadline.js';
import { SessionPool } from './session/session-pool.js';
import { ModelSession, type SessionInfo, type SessionThread } from './session/session.js';
import { Stages } from './stages.js';
import { TopDownModel } from './top-down.js';
import type { Inference, Model } from './types.js';

/** What a model needs, and whom it tells, while it is loaded and after. */
export interface LoadDeps {
  log: Logger;
  /** Told when the model stops working for good. */
  lost?: (error: Error) => void;
  /** Told when one of the sessions failed on its provider, and runs on another one. */
  fellBack?: (fallback: Fallback) => void;
  /** The loaded model that the configuration names as this one's detector. It stays the caller's. */
  detector?: Model | null;
}

/**
 * Loads a model into threads of its own, one for each session. Rejects with a ModelFileError when the file is missing or
 * is no ONNX model, and with a ModelShapeError when no model family can use it.
 */
export async function loadModel(
  config: ModelConfig,
  { log, lost = () => undefined, fellBack = () => undefined, detector = null }: LoadDeps
): Promise<Model> {
  const { name, path, threads, inferenceTimeoutSeconds = null } = config;
  const providers = providersFor(config.providers, process.platform);
  const { metadata, weights } = await readOnnxFile(path).catch((error: unknown) => {
    if (!(error instanceof ModelFileError)) throw error;
    throw new ModelFileError(`model \`${name}\`: ${error.message}`, { cause: error });
  });
  const facts = fileFacts(metadata, weights);
  for (const note of facts.notes) log.warn({ path }, note);

  const spawn = (without: readonly string[]) => {
    const left = providers.filter((provider) => !without.includes(provider));
    return startThread({ path, providers: left, threads });
  };
  const tellLost = once((error) => {
    pool.lose(error);
    lost(error);
  });
  let execution: Execution = { model: name, provider: '', refused: [] };
  const tellFallback = (fallback: Fallback) => {
    execution = afterFallback(execution, fallback);
    fellBack(fallback);
  };
  const pool: SessionPool = new SessionPool(
    Array.from({ length: config.sessions }, () => {
      const deadline = new RunDeadline(inferenceTimeoutSeconds);
      return new ModelSession({ name, spawn, log, lost: tellLost, fellBack: tellFallback, deadline });
    }),
    config.batch,
    systemClock
  );
  const sessions = await pool.open().catch((error: unknown) => {
    if (!(error instanceof ModelFileError)) throw error;
    const remedy = 'export it again, or get it again if it is damaged';
    throw new ModelFileError(`model \`${name}\`: ONNX Runtime cannot load ${path}: ${error.message}; ${remedy}`);
  });
  try {
    const { provider, refused, signature } = inCommon(sessions, log);
    execution = { model: name, provider, refused: [...refused] };
    const recognised = recognise(config, { ...signature, facts });
    const { reading, settings } = recognised;
    const family = recognised.family.name;
    pool.decode({ family, layout: reading.layout, settings });
    const { what, because } = reading;
    const { card, batch } = config;
    log.info(
      { path, card, family, what, because, provider, threads, sessions: sessions.length, batch },
      'model loaded'
    );
    for (const note of reading.notes ?? []) log.warn({ family }, note);
    const mostSpare = FRAMES_UNDER_WAY * config.sessions * batch;
    const input = new InputMaker(recognised.family.input(reading.layout, settings), mostSpare);
    const stages = new Stages(config, input, pool, () => execution);
    if (!recognised.family.needsDetector) return new LoadedModel(stages, settings.labels);
    if (!detector) throw new Error(`model \`${name}\` is loaded without its detector`);
    return new TopDownModel(stages, settings, detector);
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** What the sessions of one model say of it. Logs the providers that did not take one of them. */
function inCommon(sessions: readonly SessionInfo[], log: Logger): SessionInfo {
  const told = new Set<string>();
  for (const { provider, refused } of sessions) {
    for (const { provider: wanted, detail: reason } of refused) {
      if (told.has(wanted)) continue;
      told.add(wanted);
      log.warn({ wanted, reason, provider }, 'execution provider is not available, the model runs on another one');
    }
  }
  const [first] = sessions;
  if (!first) throw new Error('a model has one session or more');
  return first;
}

/** Of several sessions, that of the one which failed. */
function afterFallback({ model, refused }: Execution, { from, to, reason: detail }: Fallback): Execution {
  const others = refused.filter(({ provider }) => provider !== from);
  return { model, provider: to, refused: [...others, { provider: from, reason: 'run-failed', detail }] };
}

function once(tell: (error: Error) => void): (error: Error) => void {
  let told = false;
  return (error) => {
    if (!told) tell(error);
    told = true;
  };
}

/** The thread's file is found through the package, so that it is the built one also where sources are run directly. */
function startThread(options: SessionOptions): SessionThread {
  // Since 1.29 ONNX Runtime sends usage figures to Microsoft unless this is set when it is loaded. Native code sees what
  // the main thread sets, not what a worker does.
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
  const file = createRequire(import.meta.url).resolve('@framewatch/inference-runner/model-worker');
  return new Worker(file, { workerData: options, execArgv: [] });
}

class LoadedModel implements Model {
  readonly name: string;
  readonly labels: Labels;
  readonly sessions: number;
  readonly batch: number;
  readonly #stages: Stages;

  constructor(stages: Stages, labels: Labels) {
    this.name = stages.name;
    this.sessions = stages.sessions;
    this.batch = stages.batch;
    this.labels = labels;
    this.#stages = stages;
  }

  get execution(): readonly Execution[] {
    return [this.#stages.execution];
  }

  infer(frame: SharedFrame): Promise<Inference> {
    return this.#stages.run((input) => input.make(frame));
  }

  close(): Promise<void> {
    return this.#stages.close();
  }
}
