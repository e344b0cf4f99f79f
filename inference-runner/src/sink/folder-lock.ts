import { readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, SpoolLockedError } from './errors.js';

const LOCK_FILE = 'runner.lock';

/**
 * Locks the folder for this process. Resolves with a function that releases it. Takes over the lock of a process that
 * has ended.
 *
 * @throws SpoolLockedError when a living process holds it; the file system's error when no lock can be written.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, LOCK_FILE);
  const own = `${process.pid} ${(await processStart(process.pid)) ?? ''}`;
  while (!(await createFile(path, own))) {
    const holder = await livingHolder(path);
    if (holder !== null) throw new SpoolLockedError(folder, holder);
    await unlink(path).catch(ignoreMissing);
  }
  return () => unlink(path).catch(ignoreMissing);
}

async function createFile(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Returns the process id of the living process that wrote the lock, else null. */
async function livingHolder(path: string): Promise<number | null> {
  const [pid = '', start = ''] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
  if (!/^[1-9]\d*$/.test(pid)) return null;
  return (await processStart(Number(pid))) === start ? Number(pid) : null;
}

/**
 * Returns when a process started, as text, to distinguish it from a later process with the same id (in a container a
 * restarted runner often has the id of the one before). Null when there is no such process. Empty when the system does
 * not tell: then only the id is compared.
 */
async function processStart(pid: number): Promise<string | null> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return null;
  }
  if (process.platform !== 'linux') return '';
  // proc(5): what follows the name in brackets starts with field 3, the state; field 22 is the start time.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined || fields[0] === 'Z' ? null : (fields[19] ?? '');
}

function ignoreMissing(error: unknown): void {
  if (errorCode(error) !== 'ENOENT') throw error;
}
