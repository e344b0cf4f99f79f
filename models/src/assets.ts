import path from 'node:path';
import { cacheFolder, keepFiles } from './fetch/cache.js';
import { extractFiles, type PackagePin } from './fetch/package.js';
import type { OnProgress } from './progress.js';

export interface EnsureOptions {
  /** Where to keep things; by default FRAMEWATCH_CACHE or the user's cache folder. */
  readonly cacheDir?: string;
  /** The environment whose FRAMEWATCH_CACHE and npm settings count; by default the process's own. */
  readonly env?: NodeJS.ProcessEnv;
  readonly onProgress?: OnProgress;
}

export function cacheDirOf(options: EnsureOptions): string {
  return options.cacheDir ?? cacheFolder(options.env);
}

/**
 * Files of a pinned package, fetched when they are not in the cache yet; gives their paths in the order asked for.
 * @throws FetchError
 */
export async function ensurePackageFiles(
  pin: PackagePin,
  files: readonly string[],
  options: EnsureOptions = {}
): Promise<string[]> {
  const key = Buffer.from(pin.integrity.replace(/^sha512-/, ''), 'base64')
    .toString('hex')
    .slice(0, 12);
  const name = `${pin.name.replace('@', '').replace('/', '-')}-${pin.version}-${key}`;
  const folder = path.join(cacheDirOf(options), 'packages', name);
  const { paths } = await keepFiles(folder, files, (missing, temporary) =>
    extractFiles(pin, missing, temporary, options)
  );
  return paths;
}
