import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { asCacheError } from './fetch/cache.js';
import { codeOf } from './fetch/errors.js';

/** A model in the cache that is not of the catalogue: a folder with the model and what belongs to it. */
export interface AddedModel {
  readonly name: string;
  readonly path: string;
}

/** Where models that were added are. */
function folderOf(cacheDir: string): string {
  return path.join(cacheDir, 'added');
}

/** The models that were added, by name. */
export async function addedModels(cacheDir: string): Promise<AddedModel[]> {
  const names = await readdir(folderOf(cacheDir)).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const found = await Promise.all(names.filter(isAddedName).map((name) => addedModel(cacheDir, name)));
  return found.filter((model) => model !== null).sort((a, b) => a.name.localeCompare(b.name));
}

export async function addedModel(cacheDir: string, name: string): Promise<AddedModel | null> {
  if (!isAddedName(name)) return null;
  const folder = path.join(folderOf(cacheDir), name);
  const files = await readdir(folder).catch(() => []);
  const file = files.find((each) => path.parse(each).name === name && isModelFile(each));
  return file === undefined ? null : { name, path: path.join(folder, file) };
}

/** Names are those of a folder and a file, on every system. */
export function isAddedName(name: string): boolean {
  return /^[a-z\d](?:[\w.-]{0,62}[\w-])?$/i.test(name);
}

function isModelFile(name: string): boolean {
  return /\.(onnx|ort)$/i.test(name);
}

/**
 * Puts a model into the cache: what `fill` writes into the folder that it is given is there as a whole or not at all.
 * @throws DiskFullError, CacheNotWritableError, and what `fill` throws
 */
export async function placeModel(
  cacheDir: string,
  name: string,
  fill: (folder: string) => Promise<void>
): Promise<AddedModel> {
  const folder = folderOf(cacheDir);
  try {
    await mkdir(folder, { recursive: true });
    const temporary = await mkdtemp(path.join(folder, '.making-'));
    try {
      await fill(temporary);
      await rename(temporary, path.join(folder, name));
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  } catch (error) {
    throw asCacheError(error, folder);
  }
  const placed = await addedModel(cacheDir, name);
  if (!placed) throw new Error(`nothing was written for ${name}`);
  return placed;
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Copies a file to a place below another folder. */
export async function copyInto(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await copyFile(from, to);
}
