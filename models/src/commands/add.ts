import { existsSync } from 'node:fs';
import { copyFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { ArgumentsError, redactUrl } from '@framewatch/service-kit';
import { addedModel, type AddedModel, copyInto, isAddedName, placeModel, sha256Of } from '../added.js';
import { download } from '../download/download.js';
import { DigestMismatchError, NameTakenError, NotAModelError } from '../download/errors.js';
import { cacheFolder } from '../fetch/cache.js';
import { isModelName } from '../model.js';
import type { Command, Surroundings } from './command.js';

/** Files beside a model that may say how it is used, as the runner looks for them. */
const cardsOf = (name: string): string[] => [name, 'model'].flatMap((stem) => [`${stem}.yaml`, `${stem}.yml`]);

/** Arguments, understood. */
interface Wish {
  readonly source: { readonly kind: 'url' | 'path'; readonly at: string; readonly shown: string };
  readonly name: string;
  /** `.onnx`, or `.ort` for ONNX Runtime's own form. */
  readonly extension: string;
  readonly sha256: string | null;
}

export const add: Command = {
  usage: 'PATH-OR-URL [--name NAME] [--sha256 HEX]',
  about: 'puts an ONNX model into the cache: a file of yours, or one from the web',
  operands: ['PATH-OR-URL'],
  needs: 1,
  options: ['name', 'sha256'],
  async run({ operands: [at = ''], options }, surroundings) {
    const wish = readWish(at, options);
    const cacheDir = cacheFolder(surroundings.env);
    const there = await addedModel(cacheDir, wish.name);
    if (there) {
      const same = wish.sha256 ?? (wish.source.kind === 'path' ? await sha256OfSource(wish) : null);
      if (same !== (await sha256Of(there.path))) throw new NameTakenError(wish.name, path.dirname(there.path));
      surroundings.say(`Model ${wish.name}: ${there.path} (was there)`);
      return;
    }
    const add = wish.source.kind === 'url' ? addUrl : addPath;
    const { model, sha256 } = await add(wish, cacheDir, surroundings);
    surroundings.say(`Model ${wish.name}: ${model.path}`);
    surroundings.say(`SHA-256: ${sha256}${wish.sha256 === null ? ' (--sha256 makes sure of it the next time)' : ''}`);
  },
};

function readWish(at: string, { name: given, sha256 }: Readonly<Record<string, string | undefined>>): Wish {
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(at)?.[1]?.toLowerCase();
  if (scheme !== undefined && (!['http', 'https'].includes(scheme) || !URL.canParse(at)))
    throw new ArgumentsError(
      'the address is none that begins with http:// or https://: give such a one, or the path of a file'
    );
  if (sha256 !== undefined && !/^[\da-f]{64}$/i.test(sha256))
    throw new ArgumentsError('--sha256 is not the 64 hexadecimal digits of a SHA-256');
  const file = path.parse(scheme === undefined ? path.resolve(at) : decoded(new URL(at).pathname));
  const name = given ?? usable(file.name);
  if (!isAddedName(name)) {
    const wanted = 'letters, digits, dots, - and _, 64 at most, beginning with a letter or digit';
    throw new ArgumentsError(
      `${given === undefined ? 'the file has no usable name: --name gives one of' : '--name takes'} ${wanted}`
    );
  }
  if (isModelName(name)) throw new ArgumentsError(`${name} is a model of the catalogue: --name gives another name`);
  return {
    source: { kind: scheme === undefined ? 'path' : 'url', at, shown: scheme === undefined ? at : redactUrl(at) },
    name,
    extension: file.ext.toLowerCase() === '.ort' ? '.ort' : '.onnx',
    sha256: sha256?.toLowerCase() ?? null,
  };
}

/** The name of a file as one of a model: what does not go in there becomes a hyphen, letters lose their accents. */
function usable(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '');
  return plain.replace(/[^\w.-]+/g, '-').replace(/^[^a-z\d]+|[^\w]+$/gi, '');
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

async function addUrl(
  wish: Wish,
  cacheDir: string,
  { env, onProgress }: Surroundings
): Promise<{ model: AddedModel; sha256: string }> {
  const { source, name, extension } = wish;
  const file = await download(source.at, { folder: path.join(cacheDir, 'downloads'), env, onProgress });
  const sha256 = await sha256Of(file.path);
  try {
    checkDigest(wish, sha256);
    const model = await placeModel(cacheDir, name, async (folder) => {
      const target = path.join(folder, name + extension);
      await rename(file.path, target);
      await filesOf(target, source.shown);
    });
    return { model, sha256 };
  } finally {
    await file.remove();
  }
}

async function addPath(wish: Wish, cacheDir: string): Promise<{ model: AddedModel; sha256: string }> {
  const { source, name, extension } = wish;
  const beside = await filesOf(source.at, source.shown);
  const sha256 = await sha256Of(source.at);
  checkDigest(wish, sha256);
  const model = await placeModel(cacheDir, name, async (folder) => {
    await copyFile(source.at, path.join(folder, name + extension));
    const from = path.dirname(source.at);
    for (const file of beside) await copyInto(path.join(from, file), path.join(folder, file));
    const card = cardsOf(path.parse(source.at).name).find((file) => existsSync(path.join(from, file)));
    if (card !== undefined) await copyFile(path.join(from, card), path.join(folder, `${name}.yaml`));
  });
  return { model, sha256 };
}

/** Of a path that is to be added again; one that is no model has none. */
async function sha256OfSource({ source }: Wish): Promise<string> {
  await filesOf(source.at, source.shown);
  return sha256Of(source.at);
}

function checkDigest({ source, sha256 }: Wish, actual: string): void {
  if (sha256 !== null && sha256 !== actual) throw new DigestMismatchError(source.shown, sha256, actual);
}

/**
 * Looks whether a file is an ONNX model, by its content; gives the files beside it that hold its weights.
 * @throws NotAModelError that says what it is
 */
async function filesOf(file: string, shown: string): Promise<readonly string[]> {
  // The runner, with all its native parts, is loaded by the commands that look into models only.
  const { ModelFileError, readOnnxFile } = await import('@framewatch/inference-runner');
  try {
    return (await readOnnxFile(file)).externalData;
  } catch (error) {
    if (!(error instanceof ModelFileError)) throw error;
    throw new NotAModelError(error.message.replaceAll(file, shown), { cause: error });
  }
}
