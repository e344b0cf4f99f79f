/** @jest-environment ./src/testing/host-environment.ts */
import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Progress } from '../progress.js';
import { TestRegistry } from '../testing/registry.js';
import { IntegrityMismatchError, PackageUnavailableError } from './errors.js';
import { extractFiles, type PackagePin } from './package.js';

/** Real programs and servers, on a machine that may be busy. */
jest.setTimeout(60_000);

const FILES = { 'models/a.json': '{"a":1}', 'models/a.bin': 'weights', 'models/large.bin': 'x'.repeat(100_000) };

let registry: TestRegistry;
let pin: PackagePin;
let folder: string;

beforeEach(async () => {
  registry = await TestRegistry.start();
  pin = await registry.publish({ name: '@scope/models', files: FILES });
  folder = await mkdtemp(path.join(registry.folder, 'target-'));
});
afterEach(() => registry.stop());

test('only the files asked for are written', async () => {
  await extractFiles(pin, ['models/a.json', 'models/a.bin'], folder, { env: registry.env });
  expect((await readdir(path.join(folder, 'models'))).sort()).toEqual(['a.bin', 'a.json']);
  expect(await readFile(path.join(folder, 'models/a.bin'), 'utf8')).toBe('weights');
});

test('progress grows to the size of the package', async () => {
  const seen: Progress[] = [];
  await extractFiles(pin, ['models/a.json'], folder, { env: registry.env, onProgress: (step) => seen.push(step) });
  expect(seen.at(-1)).toEqual({
    step: 'fetch',
    what: '@scope/models@1.0.0',
    done: pin.bytes,
    total: pin.bytes,
    unit: 'bytes',
  });
  const amounts = seen.map(({ done }) => done);
  expect(amounts).toEqual([...amounts].sort((a, b) => a - b));
});

test('the user’s npm settings count: registry of the scope, and its token', async () => {
  const env: NodeJS.ProcessEnv = { ...registry.env, npm_config_registry: 'http://127.0.0.1:1/' };
  const npmrc = [`@scope:registry=http://${registry.host}/`, `//${registry.host}/:_authToken=secret`];
  await writeFile(path.join(registry.folder, '.npmrc'), npmrc.join('\n'));
  await extractFiles(pin, ['models/a.json'], folder, { env });
  expect(registry.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret', 'Bearer secret']);
});

test('npm’s own cache is used: the second time the registry sends no tarball', async () => {
  await extractFiles(pin, ['models/a.json'], folder, { env: registry.env });
  await extractFiles(pin, ['models/a.bin'], folder, { env: registry.env });
  expect(registry.requests.filter(({ line }) => line.endsWith('.tgz'))).toHaveLength(1);
});

describe('another content than the pinned one is refused', () => {
  const refused = async (expected: PackagePin): Promise<void> => {
    const result = extractFiles(expected, ['models/a.json'], folder, { env: registry.env });
    await expect(result).rejects.toThrow(IntegrityMismatchError);
    await expect(result).rejects.toThrow(`@scope/models@1.0.0 from ${registry.host} is not the package`);
  };

  test('when the registry says so itself', async () => {
    await refused({ ...pin, integrity: `sha512-${Buffer.alloc(64).toString('base64')}` });
  });

  test('when the registry names the pinned hash and sends something else', async () => {
    registry.tamper = (tarball) => Buffer.concat([tarball, Buffer.from('more')]);
    await refused(pin);
  });

  test('when the tarball breaks off', async () => {
    registry.tamper = (tarball) => tarball.subarray(0, tarball.length - 20);
    await refused(pin);
  });
});

describe('a registry that does not deliver is named, with what to do', () => {
  const unavailable = async (env: NodeJS.ProcessEnv): Promise<Error> => {
    const failure = await extractFiles(pin, ['models/a.json'], folder, { env }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PackageUnavailableError);
    return failure as PackageUnavailableError;
  };

  test.each([
    [401, 'E401'],
    [404, 'E404'],
    [503, 'E503'],
  ])('answering %i', async (status, code) => {
    registry.refuseWith = status;
    expect((await unavailable(registry.env)).message).toBe(
      `@scope/models@1.0.0 could not be fetched from the npm registry ${registry.host} (${code}): check the network, ` +
        "and npm's settings (`npm config get registry`, proxy, https-proxy, cafile)"
    );
  });

  test('unreachable', async () => {
    const error = await unavailable({ ...registry.env, npm_config_registry: 'http://127.0.0.1:1/' });
    expect(error.message).toContain('the npm registry 127.0.0.1:1 (ECONNREFUSED)');
  });

  test('npm set to offline, with nothing in its cache', async () => {
    expect((await unavailable({ ...registry.env, npm_config_offline: 'true' })).message).toContain('(ENOTCACHED)');
  });

  test('a password in the registry’s address stays out of the message', async () => {
    const env = { ...registry.env, npm_config_registry: 'http://user:secret@127.0.0.1:1/' };
    expect((await unavailable(env)).message).not.toMatch(/user|secret/);
  });
});

test('errors of the own disk are passed on as they are', async () => {
  const result = extractFiles(pin, ['models/a.json'], path.join(folder, 'not-there'), { env: registry.env });
  await expect(result).rejects.toMatchObject({ code: 'ENOENT', path: path.join(folder, 'not-there') });
});
