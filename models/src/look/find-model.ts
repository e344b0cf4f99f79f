import { existsSync } from 'node:fs';
import path from 'node:path';
import { ArgumentsError } from '@framewatch/service-kit';
import { addedModel, addedModels } from '../added.js';
import type { Surroundings } from '../commands/command.js';
import { shown } from '../commands/shown.js';
import { cacheFolder } from '../fetch/cache.js';
import { ensureModel, isModelName, MODEL_NAMES, modelFacts } from '../model.js';

/** A model's file, as it was named on the command line. */
export interface NamedModel {
  readonly name: string;
  readonly path: string;
  /** Confidence at which it is used where nothing else says; absent for the runner's own. */
  readonly confidence?: number;
}

/**
 * A model of the catalogue (fetched where it is missing), one that was added, or a file.
 * @throws ArgumentsError for a name that nothing has
 */
export async function findModel(text: string, { env, onProgress }: Surroundings): Promise<NamedModel> {
  if (isModelName(text)) {
    const { confidence } = modelFacts(text);
    const { path: file } = await ensureModel(text, { env, onProgress });
    return { name: text, path: file, ...(confidence !== undefined && { confidence }) };
  }
  const added = await addedModel(cacheFolder(env), text);
  if (added) return added;
  const file = path.resolve(text);
  if (existsSync(file)) return { name: path.parse(file).name, path: file };
  const names = [...MODEL_NAMES, ...(await addedModels(cacheFolder(env))).map(({ name }) => name)];
  throw new ArgumentsError(`${shown(text)} is neither a model of the list nor a file: known are ${names.join(', ')}`);
}
