import { findChromium } from '@framewatch/preview';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** The built demo with its real parts, in processes of their own, on a machine that may be busy. */
jest.setTimeout(120_000);

const CLI = path.resolve(__dirname, '../dist/cli.js');
const chromium = findChromium();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-demo-cli-'));
});
afterEach(async () => {
  // What a failed test left running would keep jest from ending.
  for (const end of running.splice(0)) await end();
  await rm(folder, { recursive: true });
});
const running: (() => Promise<unknown>)[] = [];

/** What the demo leaves behind lies in `folder`, and its runner has a path in there among its arguments. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  running.push(() => {
    child.kill('SIGTERM');
    return closed;
  });
  return {
    closed,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    said: () => said,
    async says(words: string): Promise<void> {
      while (!said.includes(words)) {
        const ended = await Promise.race([once(child.stderr, 'data'), closed.then(() => null)]);
        if (ended === null && !said.includes(words)) throw new Error(`it ended without saying “${words}”:\n${said}`);
      }
    },
  };
}

const parts = () =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder));

async function expectNothingLeft(): Promise<void> {
  expect(parts()).toEqual([]);
  expect((await readdir(folder)).filter((name) => name.startsWith('framewatch-'))).toEqual([]);
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends the demo and all its parts', async (signal) => {
  const demo = start('--port', '0');
  await demo.says('Ctrl-C ends everything');
  // The runner, and the process that watches over it.
  expect(parts()).toHaveLength(2);
  demo.kill(signal);
  expect(await demo.closed).toEqual([0, null]);
  await expectNothingLeft();
});

test('a check that is ended before its time says so and leaves no part running', async () => {
  const demo = start('--check');
  await demo.says('Waiting for the first frames');
  demo.kill('SIGINT');
  expect(await demo.closed).toEqual([1, null]);
  expect(demo.said()).toContain('ended by SIGINT');
  await expectNothingLeft();
});

(chromium ? test : test.skip)('nor does one that has a browser open', async () => {
  const demo = start('--check');
  await demo.says('Watching the page');
  demo.kill('SIGINT');
  expect(await demo.closed).toEqual([1, null]);
  expect(demo.said()).toContain('ended by SIGINT');
  await expectNothingLeft();
});

test('a port in use is told, with the way out', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const demo = start('--port', String(port));
  expect(await demo.closed).toEqual([1, null]);
  expect(demo.said()).toContain(`port ${port} is in use: choose another one with --port`);
  await expectNothingLeft();
  other.close();
});

test('arguments that it does not understand end it with 2, before anything is started', async () => {
  const demo = start('--chek');
  expect(await demo.closed).toEqual([2, null]);
  expect(demo.said()).toMatch(/^demo: unknown option --chek: known are --check, .* and --help\n$/);
});

test('a browser that was asked for and is not there is an error, found before anything is started', async () => {
  const demo = start('--check', '--chromium', '/no/such/browser');
  expect(await demo.closed).toEqual([1, null]);
  expect(demo.said()).toBe('--chromium /no/such/browser: there is no such file\n');
});
