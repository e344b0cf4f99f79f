import { readFileSync } from 'node:fs';
import type { FileFacts, ModelConfig, OnnxFileInfo, Recognised } from '@framewatch/inference-runner';
import { NotAModelError } from '../download/errors.js';
import type { NamedModel } from './find-model.js';
import { givenSettings, type Setting } from './settings.js';

/** What the runner makes of a model's file. */
export interface Look {
  /** What the file beside it, or the catalogue, says of it. */
  readonly given: readonly Setting[];
  readonly file: OnnxFileInfo;
  readonly facts: FileFacts;
  readonly recognised: Recognised;
  /** What a user should know of it. */
  readonly notes: readonly string[];
}

/** The configuration of a model, and who said what of it. */
export interface Configured {
  readonly config: ModelConfig;
  readonly given: readonly Setting[];
}

/**
 * The configuration that the runner would have for this model alone, with what the file beside it says. `detector`: the model
 * that runs before it.
 * @throws NotAModelError where that file is wrong
 */
export async function configOf(model: NamedModel, detector?: NamedModel): Promise<Configured> {
  const { name, path } = model;
  const { loadConfig, readModelCard } = await import('@framewatch/inference-runner');
  // The stream is there because the runner has one at least.
  const env = { MODEL_PATH: path, RTSP_INPUT: path };
  const [loaded] = explained(() => loadConfig({ env, cwd: process.cwd() })).models;
  if (!loaded) throw new Error('a configuration has a model');
  const card = explained(() => readModelCard(path, (file) => readFileSync(file, 'utf8'), null));
  const confidence = card?.confidence ?? model.confidence ?? loaded.confidence;
  const config = { ...loaded, name, confidence, ...(detector && { detector: detector.name }) };
  return { config, given: givenSettings(model, config, card) };
}

/**
 * What the runner makes of a model. `detector`: the model that runs before it; one that needs it is looked at without as well.
 * @throws NotAModelError that says why the runner cannot use the file
 */
export async function lookAt(model: NamedModel, detector?: NamedModel): Promise<Look> {
  const { fileFacts, readOnnxFile, recognise } = await import('@framewatch/inference-runner');
  const { config, given } = await configOf(model, detector);
  const file = await readOnnxFile(model.path).catch(asNotAModel);
  if (file.format === 'ort') {
    throw new NotAModelError(
      `${model.path} is in ONNX Runtime's own format, which is only read when it is run: use check`
    );
  }
  const facts = fileFacts(file.metadata, file.weights);
  const signature = { inputs: file.inputs, outputs: file.outputs, facts };
  const recogniseAs = (wishes: ModelConfig) => explained(() => recognise(wishes, signature));
  const recognised = detector
    ? recogniseAs(config)
    : firstOf(
        () => recogniseAs(config),
        () => recogniseAs({ ...config, detector: 'any' })
      );
  const needs = recognised.family.needsDetector && !detector ? [NEEDS_DETECTOR] : [];
  return { given, file, facts, recognised, notes: [...facts.notes, ...(recognised.reading.notes ?? []), ...needs] };
}

const NEEDS_DETECTOR =
  'it takes one person at a time: name the model that finds them in `detector` of the configuration, or with `--detector` here';

/** What the first gives, else what the second does; the first one's error where both fail. */
function firstOf<T>(first: () => T, second: () => T): T {
  try {
    return first();
  } catch (error) {
    try {
      return second();
    } catch {
      throw error;
    }
  }
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
