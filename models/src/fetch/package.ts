import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pacote from 'pacote';
import { extract } from 'tar';
import type { OnProgress } from '../progress.js';
import { IntegrityMismatchError, PackageUnavailableError, codeOf, pathOf } from './errors.js';
import { npmOptions } from './npm-options.js';

/** A version of a package, pinned by the hash of its tarball. */
export interface PackagePin {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity of the tarball, as in a lockfile. */
  readonly integrity: string;
  /** Size of the tarball in bytes, for the progress display. */
  readonly bytes: number;
  readonly license: string;
}

export interface ExtractOptions {
  /** The environment whose npm settings count. */
  readonly env?: NodeJS.ProcessEnv;
  readonly onProgress?: OnProgress;
}

/**
 * Streams a package from the registry that npm is set up for and writes the given files of it below `folder`. Nothing
 * in `folder` may be used when this throws: the hash is known only at the end.
 * @throws PackageUnavailableError, IntegrityMismatchError, errors of the file system
 */
export async function extractFiles(
  pin: PackagePin,
  files: readonly string[],
  folder: string,
  options: ExtractOptions = {}
): Promise<void> {
  const settings = await npmOptions(options.env ?? process.env);
  const what = `${pin.name}@${pin.version}`;
  const wanted = new Set(files.map((file) => `package/${file}`));
  try {
    await pacote.tarball.stream(
      what,
      (tarball) => {
        const counted = counter(pin, what, options.onProgress);
        const files = extract({
          cwd: folder,
          strip: 1,
          strict: true,
          noMtime: true,
          filter: (name) => wanted.has(name),
        });
        // By hand, as the mismatch of the hash is an error that comes after the last byte.
        tarball.on('error', (error: Error) => counted.destroy(error));
        tarball.pipe(counted);
        return pipeline(counted, files);
      },
      { ...settings, integrity: pin.integrity }
    );
  } catch (error) {
    // A full or read-only disk is not the registry's fault.
    if (pathOf(error) !== undefined) throw error;
    const registry = hostOf(settings.registry);
    if (codeOf(error) === 'EINTEGRITY')
      throw new IntegrityMismatchError(what, pin.integrity, registry, { cause: error });
    throw new PackageUnavailableError(what, registry, error);
  }
}

/** Passes bytes through and tells how many there were. */
function counter(pin: PackagePin, what: string, onProgress: OnProgress | undefined): Transform {
  let done = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      done += chunk.length;
      onProgress?.({ step: 'fetch', what, done, total: pin.bytes, unit: 'bytes' });
      callback(null, chunk);
    },
  });
}

/** The registry's host, without the credentials that its URL may hold. */
function hostOf(registry: string): string {
  return URL.canParse(registry) ? new URL(registry).host : 'of npm’s settings';
}
