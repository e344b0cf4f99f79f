import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpoolLockedError } from './errors.js';
import { lockFolder } from './folder-lock.js';
import { temporaryFolder } from '../../test/sink/fakes.js';

describe('lockFolder', () => {
  const folder = temporaryFolder();
  const lockFile = join(folder.path, 'runner.lock');
  afterAll(folder.remove);

  it('refuses a second one, naming the folder, the process and the remedy', async () => {
    const unlock = await lockFolder(folder.path);

    const second = lockFolder(folder.path);

    await expect(second).rejects.toThrow(SpoolLockedError);
    await expect(second).rejects.toThrow(
      `spool folder ${folder.path} is in use by process ${process.pid}: give every runner a folder of its own (sinks[].spoolPath), or stop that process`
    );
    await unlock();
  });

  it('gives the folder back', async () => {
    await (
      await lockFolder(folder.path)
    )();

    expect(existsSync(lockFile)).toBe(false);
  });

  it.each([
    ['a process that is gone', () => `${spawnSync('true').pid} 12345`],
    ['an earlier process with the same id', () => `${process.pid} 1`],
    ['a process that died while writing the lock', () => ''],
    ['something else', () => '-1 x'],
  ])('takes over the lock of %s', async (_holder, content) => {
    writeFileSync(lockFile, content());

    const unlock = await lockFolder(folder.path);

    expect(readFileSync(lockFile, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    await unlock();
  });

  it('fails with the cause when the folder cannot be written', async () => {
    await expect(lockFolder(join(folder.path, 'missing'))).rejects.toThrow('ENOENT');
  });
});
