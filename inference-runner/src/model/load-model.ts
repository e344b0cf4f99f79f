import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Labels } from '@framewatch/protocol';
import type { Logger } from 'pino';
import type { ModelConfig } from '../config/index.js';
import type { SharedFrame } from '../frame/index.js';
import { InferenceError, inferenceError, type InferenceErrorReason, ModelFileError } from './errors.js';
import { fileFacts, readOnnxFile } from './file/index.js';
import { InputMaker } from './input/index.js';
import { recognise, type Recognised } from './recognise.js';
import type { Fallback, SessionOptions } from './session/messages.js';
import { providersFor } from './session/providers.js';
import { RunDeadline } from './session/run-deadline.js';
import { SessionPool } from './session/session-pool.js';
import { ModelSession, type SessionInfo, type SessionThread } from './session/session.js';
import type { Inference, Model } from './types.js';

/** Inputs' memory that is kept for each session: as many as frames are under way at a time. */
const MOST_SPARES = 4;

/**
 * Loads a model into threads of its own, one for each session. Rejects with a ModelFileError when the file is missing or is no ONNX model,
 * and with a ModelShapeError when no model family can use it. `lost` is told when the model stops working for good,
 * `fellBack` when one of its sessions failed on its provider and runs on another one.
 */
export async function loadModel(
  config: ModelConfig,
  log: Logger,
  lost: (error: Error) => void = () => undefined,
  fellBack: (fallback: Fallback) => void = () => undefined
): Promise<Model> {
  const { name, path, threads, inferenceTimeoutSeconds = null } = config;
  const providers = providersFor(config.providers, process.platform);
  const { metadata } = await readOnnxFile(path).catch((error: unknown) => {
    if (!(error instanceof ModelFileError)) throw error;
    throw new ModelFileError(`model \`${name}\`: ${error.message}`, { cause: error });
  });
  const facts = fileFacts(metadata);
  for (const note of facts.notes) log.warn({ path }, note);

  const spawn = () => startThread({ path, providers, threads });
  const tellLost = once((error) => {
    pool.lose(error);
    lost(error);
  });
  const pool: SessionPool = new SessionPool(
    Array.from({ length: config.sessions }, () => {
      const deadline = new RunDeadline(inferenceTimeoutSeconds);
      return new ModelSession({ name, spawn, log, lost: tellLost, fellBack, deadline });
    })
  );
  const sessions = await pool.open().catch((error: unknown) => {
    if (!(error instanceof ModelFileError)) throw error;
    const remedy = 'export it again, or get it again if it is damaged';
    throw new ModelFileError(`model \`${name}\`: ONNX Runtime cannot load ${path}: ${error.message}; ${remedy}`);
  });
  try {
    const { provider, signature } = inCommon(sessions, log);
    const recognised = recognise(config, { ...signature, facts });
    const { reading, settings } = recognised;
    const family = recognised.family.name;
    pool.decode({ family, layout: reading.layout, settings });
    const { what, because } = reading;
    const { card } = config;
    log.info({ path, card, family, what, because, provider, threads, sessions: sessions.length }, 'model loaded');
    for (const note of reading.notes ?? []) log.warn({ family }, note);
    return new LoadedModel(provider, recognised, pool, config);
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** What the sessions of one model say of it. Logs the providers that did not take one of them. */
function inCommon(sessions: readonly SessionInfo[], log: Logger): SessionInfo {
  const told = new Set<string>();
  for (const { provider, refused } of sessions) {
    for (const { provider: wanted, reason } of refused) {
      if (told.has(wanted)) continue;
      told.add(wanted);
      log.warn({ wanted, reason, provider }, 'execution provider is not available, the model runs on another one');
    }
  }
  const [first] = sessions;
  if (!first) throw new Error('a model has one session or more');
  return first;
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
  readonly provider: string;
  readonly labels: Labels;
  readonly sessions: number;
  readonly #input: InputMaker;
  readonly #pool: SessionPool;
  readonly #spares: ArrayBuffer[] = [];

  constructor(
    provider: string,
    { family, reading, settings }: Recognised,
    pool: SessionPool,
    { name, sessions }: Pick<ModelConfig, 'name' | 'sessions'>
  ) {
    this.name = name;
    this.provider = provider;
    this.sessions = sessions;
    this.labels = settings.labels;
    this.#input = new InputMaker(family.input(reading.layout, settings));
    this.#pool = pool;
  }

  async infer(frame: SharedFrame): Promise<Inference> {
    const startMs = performance.now();
    const input = await this.#input.make(frame, this.#spares.pop()).catch(this.#failed('preprocess'));
    const preprocessMs = performance.now() - startMs;
    const { spare, tensorMs, ...result } = await this.#pool.run(input).catch(this.#failed('session'));
    if (this.#spares.length < MOST_SPARES * this.sessions) this.#spares.push(spare);
    return { ...result, preprocessMs: preprocessMs + tensorMs };
  }

  async close(): Promise<void> {
    await this.#pool.close();
    this.#input.close();
  }

  /** What failed in a stage becomes an InferenceError, where it is none yet. */
  #failed(reason: InferenceErrorReason): (error: unknown) => never {
    return (error) => {
      throw error instanceof InferenceError ? error : inferenceError(reason, this.name, error);
    };
  }
}
