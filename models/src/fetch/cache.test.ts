import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { cacheFolder, keepFiles } from './cache.js';
import { CacheNotWritableError, DiskFullError } from './errors.js';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'framewatch-cache-'));
  folder = path.join(root, 'models', 'some-model');
});
afterEach(() => rm(root, { recursive: true }));

async function make(files: readonly string[], temporary: string): Promise<void> {
  for (const file of files) await writeFile(path.join(temporary, file), `content of ${file}`);
}

test('makes what is missing, in a folder that holds nothing else afterwards', async () => {
  const result = await keepFiles(folder, ['a', 'b'], make);
  expect(result).toEqual({ paths: [path.join(folder, 'a'), path.join(folder, 'b')], made: true });
  expect((await readdir(folder)).sort()).toEqual(['a', 'b']);
  expect(await readFile(path.join(folder, 'b'), 'utf8')).toBe('content of b');
});

test('makes nothing the second time', async () => {
  await keepFiles(folder, ['a'], make);
  const again = jest.fn();
  expect(await keepFiles(folder, ['a'], again)).toEqual({ paths: [path.join(folder, 'a')], made: false });
  expect(again).not.toHaveBeenCalled();
});

test('asks only for what is missing', async () => {
  await keepFiles(folder, ['a'], make);
  const asked: string[][] = [];
  await keepFiles(folder, ['a', 'b'], async (missing, temporary) => {
    asked.push([...missing]);
    await make(missing, temporary);
  });
  expect(asked).toEqual([['b']]);
});

test('replaces what is not current', async () => {
  await keepFiles(folder, ['a'], (_files, temporary) => writeFile(path.join(temporary, 'a'), 'old'));
  const isNew = async (file: string): Promise<boolean> => (await readFile(file, 'utf8')) !== 'old';
  expect((await keepFiles(folder, ['a'], make, isNew)).made).toBe(true);
  expect((await keepFiles(folder, ['a'], make, isNew)).made).toBe(false);
  expect(await readFile(path.join(folder, 'a'), 'utf8')).toBe('content of a');
});

test('makes anew what a power failure left empty', async () => {
  await keepFiles(folder, ['a', 'b'], make);
  await writeFile(path.join(folder, 'a'), '');
  const asked: string[] = [];
  await keepFiles(folder, ['a', 'b'], async (missing, temporary) => {
    asked.push(...missing);
    await make(missing, temporary);
  });
  expect(asked).toEqual(['a']);
});

test('keeps nothing of a failed attempt', async () => {
  const failing = keepFiles(folder, ['a'], async (files, temporary) => {
    await make(files, temporary);
    throw new Error('halfway');
  });
  await expect(failing).rejects.toThrow('halfway');
  expect(await readdir(folder)).toEqual([]);
  expect((await keepFiles(folder, ['a'], make)).made).toBe(true);
});

test('several at once all get the whole file', async () => {
  const results = await Promise.all(Array.from({ length: 8 }, () => keepFiles(folder, ['a'], make)));
  for (const { paths } of results) expect(await readFile(paths[0] ?? '', 'utf8')).toBe('content of a');
  expect(await readdir(folder)).toEqual(['a']);
});

describe('says what to do when the disk refuses', () => {
  const refusing = (code: string, more: object = {}): Promise<unknown> =>
    keepFiles(folder, ['a'], () => Promise.reject(Object.assign(new Error('from the system'), { code, ...more })));

  test.each(['ENOSPC', 'EDQUOT'])('%s: space', async (code) => {
    await expect(refusing(code)).rejects.toThrow(DiskFullError);
    await expect(refusing(code)).rejects.toThrow(
      `no space left for ${folder}: free some, or choose another folder (Framewatch's cache: FRAMEWATCH_CACHE, ` +
        "npm's: `npm config set cache`)"
    );
  });

  test.each(['EACCES', 'EROFS', 'EPERM'])('%s: rights', async (code) => {
    await expect(refusing(code)).rejects.toThrow(CacheNotWritableError);
    await expect(refusing(code)).rejects.toThrow(`${folder} cannot be written (${code}): give this user the right`);
  });

  test('naming npm’s cache where that is the one', async () => {
    await expect(refusing('ENOSPC', { path: '/npm/_cacache/tmp' })).rejects.toThrow(
      'no space left for /npm/_cacache/tmp'
    );
  });

  test('other errors are passed on', async () => {
    await expect(refusing('EOTHER')).rejects.toThrow('from the system');
  });
});

describe('the cache folder', () => {
  test('is what FRAMEWATCH_CACHE says', () => {
    expect(cacheFolder({ FRAMEWATCH_CACHE: '/somewhere/else' })).toBe('/somewhere/else');
    expect(cacheFolder({ FRAMEWATCH_CACHE: 'here' })).toBe(path.resolve('here'));
  });

  test('is the user’s cache folder otherwise', () => {
    expect(cacheFolder({})).toMatch(/framewatch/);
    expect(cacheFolder({ FRAMEWATCH_CACHE: '' })).toBe(cacheFolder({}));
  });
});
