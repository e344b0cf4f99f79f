import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { CacheNotWritableError, DiskFullError, codeOf, pathOf } from './errors.js';

/** Where Framewatch keeps what it fetched and made: FRAMEWATCH_CACHE, or the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env.FRAMEWATCH_CACHE;
  return chosen ? path.resolve(chosen) : envPaths('framewatch', { suffix: '' }).cache;
}

/** Whether the file at the path is there and is what it should be. */
export type IsCurrent = (path: string) => boolean | Promise<boolean>;

/** A power failure may leave a new file behind with its name but without its content. */
const isFilled: IsCurrent = (file) =>
  stat(file).then(
    ({ size }) => size > 0,
    () => false
  );

/**
 * Makes sure that `folder` holds `files`. Those that are not current are made by `make` in a temporary folder and moved
 * in one by one, so that a file is there either whole or not at all, whatever is interrupted and however many do this
 * at the same time.
 * @param make writes the files it is asked for into the folder it is given; called only when there are any
 * @param isCurrent by default, every file that is there and not empty is current
 * @returns the paths of the files, and whether anything had to be made
 * @throws DiskFullError, CacheNotWritableError, and what `make` throws
 */
export async function keepFiles(
  folder: string,
  files: readonly string[],
  make: (missing: readonly string[], temporary: string) => Promise<void>,
  isCurrent: IsCurrent = isFilled
): Promise<{ paths: string[]; made: boolean }> {
  const paths = files.map((file) => path.join(folder, file));
  const missing: string[] = [];
  for (const file of files) if (!(await isCurrent(path.join(folder, file)))) missing.push(file);
  if (missing.length === 0) return { paths, made: false };
  try {
    await mkdir(folder, { recursive: true });
    const temporary = await mkdtemp(path.join(folder, '.making-'));
    try {
      await make(missing, temporary);
      for (const file of missing) {
        await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
        await rename(path.join(temporary, file), path.join(folder, file));
      }
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  } catch (error) {
    throw asCacheError(error, folder);
  }
  return { paths, made: true };
}

/** What is known to go wrong with a cache becomes an error that says what to do. */
export function asCacheError(error: unknown, folder: string): unknown {
  const place = pathOf(error) ?? folder;
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new DiskFullError(place, { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new CacheNotWritableError(place, error);
    default:
      return error;
  }
}
