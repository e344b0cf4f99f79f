import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheDirOf, ensurePackageFiles, type EnsureOptions } from './assets.js';
import { convert, type ConvertOptions } from './convert/index.js';
import { keepFiles } from './fetch/cache.js';
import { ContentMismatchError } from './fetch/errors.js';
import type { PackagePin } from './fetch/package.js';
import { BLAZEFACE, HUMAN_MODELS } from './packages.js';

/** A model of the catalogue: what it is made from and the bytes that have to come out. */
interface ModelRecipe {
  readonly source: PackagePin;
  /** Files of the package: `model.json` and its weights, or one .onnx file. */
  readonly files: readonly [model: string, ...weights: string[]];
  /** Absent where the package has the ONNX file ready. */
  readonly convert?: ConvertOptions;
  /** Of the .onnx file. A file of another content, from another version of the converter say, is made again. */
  readonly sha256: string;
  /** The model's own licence (SPDX), which may differ from the package's. */
  readonly license: string;
  /** What it finds in a picture, for people. */
  readonly sees: string;
}

const CATALOGUE = {
  'movenet-multipose': {
    source: HUMAN_MODELS,
    files: ['models/movenet-multipose.json', 'models/movenet-multipose.bin'],
    convert: { weights: 'float16', uint8Input: true, metadata: { license: 'Apache-2.0' } },
    sha256: '67efd7b396ea4c3bec59f5047246d51c7da85305f5ae3370e2a17b1ec3747344',
    license: 'Apache-2.0',
    sees: 'up to six people, with 17 keypoints each',
  },
  blazeface: {
    source: BLAZEFACE,
    files: ['ONNX/face_detection_front_128x128_barracuda.onnx'],
    sha256: 'd388b1cf8a5f6f1af2b3f4c14f6d0f138bab970cd618cccd12dddb7484e82e51',
    license: 'Apache-2.0',
    sees: 'faces, with 6 keypoints each',
  },
} as const satisfies Record<string, ModelRecipe>;

export type ModelName = keyof typeof CATALOGUE;

/** Names that `ensureModel` takes. */
export const MODEL_NAMES = Object.keys(CATALOGUE) as readonly ModelName[];

export function isModelName(text: string): text is ModelName {
  return Object.hasOwn(CATALOGUE, text);
}

/** What the catalogue says of a model. */
export function modelFacts(name: ModelName): { license: string; sees: string } {
  const { license, sees } = CATALOGUE[name];
  return { license, sees };
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
  const recipe: ModelRecipe = CATALOGUE[name];
  return ensurePackageFiles(recipe.source, recipe.files, options);
}

/** What is kept of a package is not looked at each time: where no model comes out, it is taken anew from the registry. */
async function makeModel(name: ModelName, recipe: ModelRecipe, options: EnsureOptions): Promise<Buffer> {
  const kept = await ensurePackageFiles(recipe.source, recipe.files, options);
  try {
    return await makeFrom(kept, name, recipe, options);
  } catch {
    await Promise.all(kept.map((file) => rm(file, { force: true })));
  }
  return makeFrom(await ensurePackageFiles(recipe.source, recipe.files, options), name, recipe, options);
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
