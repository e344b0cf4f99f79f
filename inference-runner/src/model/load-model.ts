import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Labels } from '@framewatch/protocol';
import type { Logger } from 'pino';
import type { ModelConfig } from '../config/types.js';
import type { DecodedFrame } from '../source/types.js';
import type { InferenceErrorReason } from '../telemetry/types.js';
import { createAdapter } from './catalogue.js';
import { InferenceError, ModelFileError, NotFiniteError } from './errors.js';
import { RunDeadline } from './run-deadline.js';
import { ModelSession, type SessionThread } from './session.js';
import type { SessionOptions } from './session-messages.js';
import type { Inference, Model, ModelAdapter } from './types.js';

/** As many as frames are under way at a time. */
const MOST_SPARES = 4;

/**
 * Loads a model into a thread of its own. Rejects with a ModelFileError when the file is missing or is no ONNX model,
 * and with a ModelShapeError when no model family can use it. `lost` is told when the model stops working for good.
 */
export async function loadModel(
  config: ModelConfig,
  log: Logger,
  lost: (error: Error) => void = () => undefined
): Promise<Model> {
  const { name, path, providers, threads, inferenceTimeoutSeconds = null } = config;
  await access(path, constants.R_OK).catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new ModelFileError(`model \`${name}\`: cannot read ${path} (${code}); check its path`);
  });

  const spawn = () => startThread({ path, providers, threads });
  const session = new ModelSession(name, spawn, log, lost, new RunDeadline(inferenceTimeoutSeconds));
  const { provider, refused, signature } = await session.open().catch((error: unknown) => {
    if (!(error instanceof ModelFileError)) throw error;
    const remedy = 'get the file again: it is no ONNX model, is damaged, or is of a newer ONNX version';
    throw new ModelFileError(`model \`${name}\`: cannot load ${path}: ${error.message}; ${remedy}`);
  });
  for (const { provider: wanted, reason } of refused) {
    log.warn({ wanted, reason, provider }, 'execution provider is not available, the model runs on another one');
  }
  try {
    const adapter = createAdapter(config, signature);
    log.info({ path, provider, threads }, 'model loaded');
    return new LoadedModel(name, provider, adapter, session);
  } catch (error) {
    await session.close();
    throw error;
  }
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
  readonly #adapter: ModelAdapter;
  readonly #session: ModelSession;
  readonly #spares: ArrayBuffer[] = [];

  constructor(name: string, provider: string, adapter: ModelAdapter, session: ModelSession) {
    this.name = name;
    this.provider = provider;
    this.#adapter = adapter;
    this.#session = session;
  }

  get labels(): Labels {
    return this.#adapter.labels;
  }

  async infer(frame: DecodedFrame): Promise<Inference> {
    const startMs = performance.now();
    const { input, placement } = await this.#adapter
      .fill(frame, this.#spares.pop())
      .catch(failed('preprocess', this.name));
    const preprocessMs = performance.now() - startMs;

    const { outputs, queueMs, inferenceMs, spare } = await this.#session.run(input).catch(failed('session', this.name));
    if (this.#spares.length < MOST_SPARES) this.#spares.push(spare);

    const readMs = performance.now();
    try {
      const detections = this.#adapter.read(outputs, placement);
      return { detections, preprocessMs, queueMs, inferenceMs, postprocessMs: performance.now() - readMs };
    } catch (error) {
      return failed(error instanceof NotFiniteError ? 'not-finite' : 'postprocess', this.name)(error);
    }
  }

  async close(): Promise<void> {
    await this.#session.close();
    this.#adapter.close();
  }
}

function failed(reason: InferenceErrorReason, model: string): (error: unknown) => never {
  return (error) => {
    const what = reason === 'not-finite' ? 'no result' : `${reason} failed`;
    throw new InferenceError(reason, `model \`${model}\`: ${what}`, { cause: error });
  };
}
