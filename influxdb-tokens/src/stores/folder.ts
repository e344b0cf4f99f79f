import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, RefusedError } from '../errors.js';
import type { TokenStore } from './types.js';

/** Runner and Grafana are other users than the one that writes. */
const MODE = 0o444;

/** Tokens as files `NAME-token` in a folder. */
export class FolderStore implements TokenStore {
  constructor(private readonly folder: string) {}

  async read(name: string): Promise<string | null> {
    try {
      return (await readFile(this.#fileOf(name), 'utf8')).trim();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw this.#refused('read', error);
    }
  }

  async write(name: string, token: string): Promise<void> {
    const file = this.#fileOf(name);
    const temporary = `${file}.new`;
    try {
      // An interrupted run leaves a temporary file that not even its owner may write to.
      await rm(temporary, { force: true });
      await writeFile(temporary, `${token}\n`, { flag: 'wx' });
      await chmod(temporary, MODE);
      await rename(temporary, file);
    } catch (error) {
      throw this.#refused('write', error);
    }
  }

  #fileOf(name: string): string {
    return path.join(this.folder, `${name}-token`);
  }

  #refused(what: string, error: unknown): RefusedError {
    return new RefusedError(
      `cannot ${what} the tokens in ${this.folder} (${codeOf(error)}): this program runs as user ${process.getuid?.() ?? '?'} ` +
        'and needs a folder of its own there. With compose, delete the volume influxdb-tokens: it is made anew'
    );
  }
}
