/** @jest-environment ./src/testing/host-environment.ts */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { npmOptions } from './npm-options.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'framewatch-npm-'));
});
afterEach(() => rm(home, { recursive: true }));

const env = (change: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  HOME: home,
  npm_config_userconfig: path.join(home, '.npmrc'),
  npm_config_globalconfig: path.join(home, 'npmrc'),
  ...change,
});

test('who is offline is told after seconds', async () => {
  const { retry } = await npmOptions(env());
  expect(retry).toMatchObject({ retries: 2, minTimeout: 1000, maxTimeout: 5000 });
});

test('who has set npm’s waiting times gets those', async () => {
  const { retry } = await npmOptions(env({ npm_config_fetch_retry_mintimeout: '20000' }));
  expect(retry).toMatchObject({ minTimeout: 20_000, maxTimeout: 60_000 });
});
