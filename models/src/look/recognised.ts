import type { ModelConfig, OnnxFileInfo, Recognised } from '@framewatch/inference-runner';
import { NotAModelError } from '../download/errors.js';
import type { NamedModel } from './find-model.js';

/** What the runner makes of a model's file. */
export interface Look {
  readonly config: ModelConfig;
  readonly file: OnnxFileInfo;
  readonly recognised: Recognised;
  /** What a user should know of it. */
  readonly notes: readonly string[];
}

/**
 * The configuration that the runner would have for this model alone, with what the file beside it says.
 * @throws NotAModelError where that file is wrong
 */
export async function configOf({ name, path, confidence }: NamedModel): Promise<ModelConfig> {
  const { loadConfig } = await import('@framewatch/inference-runner');
  // The stream is there because the runner has one at least.
  const env = { MODEL_PATH: path, RTSP_INPUT: path };
  const [config] = explained(() => loadConfig({ env, cwd: process.cwd() })).models;
  if (!config) throw new Error('a configuration has a model');
  return {
    ...config,
    name,
    confidence: config.card === undefined ? (confidence ?? config.confidence) : config.confidence,
  };
}

/** @throws NotAModelError that says why the runner cannot use the file */
export async function lookAt(model: NamedModel): Promise<Look> {
  const { fileFacts, readOnnxFile, recognise } = await import('@framewatch/inference-runner');
  const config = await configOf(model);
  const file = await readOnnxFile(model.path).catch(asNotAModel);
  if (file.format === 'ort') {
    throw new NotAModelError(
      `${model.path} is in ONNX Runtime's own format, which is only read when it is run: use check`
    );
  }
  const facts = fileFacts(file.metadata, file.weights);
  const recognised = explained(() => recognise(config, { inputs: file.inputs, outputs: file.outputs, facts }));
  return { config, file, recognised, notes: [...facts.notes, ...(recognised.reading.notes ?? [])] };
}

function explained<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    return asNotAModel(error);
  }
}

/** Errors of the runner that say themselves what to do. */
const EXPLAINED = ['ModelFileError', 'ModelShapeError', 'ConfigError'];

export function asNotAModel(error: unknown): never {
  if (error instanceof Error && EXPLAINED.includes(error.name))
    throw new NotAModelError(error.message, { cause: error });
  throw error;
}
