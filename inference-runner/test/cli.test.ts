import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureModel, ensureSampleClip } from '@framewatch/models';
import { healthSchema, VIEWER_API } from '@framewatch/protocol';
import { killPrograms, runnerPid, startProgram } from './program.js';
import { noCamera, TestCamera } from './source/test-camera.js';

const TOKEN = 'a-token-for-these-tests';

let folder: string;
let modelPath: string;
let clipPath: string;
const servers = new Set<Server>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewatch-cli-'));
  modelPath = (await ensureModel('movenet-multipose')).path;
  clipPath = (await ensureSampleClip()).path;
}, 300_000);

afterEach(() => {
  killPrograms();
  for (const server of servers) server.close();
  servers.clear();
});

afterAll(() => rm(folder, { recursive: true }));

const start = (args: string[], env: Record<string, string> = {}) => startProgram(folder, args, env);

/** Environment of a single stream of the sample clip. */
const single = (change: Record<string, string> = {}) => ({
  MODEL_PATH: modelPath,
  RTSP_INPUT: clipPath,
  FRAMEWATCH_PORT: '0',
  FRAMEWATCH_TOKEN: TOKEN,
  ...change,
});

async function listen(onConnection: () => void = () => undefined): Promise<number> {
  const server = createServer(onConnection).listen(0, '127.0.0.1');
  servers.add(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('the program', () => {
  it('tells how it is used, and its version', async () => {
    const help = start(['--help']);
    expect(await help.ended).toBe(0);
    expect(help.log[0]?.text).toContain('Usage: framewatch-runner');
    const version = start(['--version']);
    expect(await version.ended).toBe(0);
    expect(version.log).toEqual([{ text: expect.stringMatching(/^\d+\.\d+\.\d+/) as string }]);
  });

  it('runs from the environment alone, says where it listens, and ends on SIGTERM with nothing left to say', async () => {
    const program = start([], single({ LOG_LEVEL: 'error' }));
    const { host, port } = await program.line('runner is up');
    const health = await fetch(`http://${String(host)}:${String(port)}${VIEWER_API}/health`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(healthSchema.parse(await health.json())).toMatchObject({ streams: { total: 1 } });
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(program.stderr()).toBe('');
    expect(JSON.stringify(program.log)).not.toContain(TOKEN);
  }, 30_000);

  it('makes libuv’s pool large enough for its streams before anything uses it', async () => {
    const streams = Array.from({ length: 6 }, (_, i) => ({ id: `s${i}`, url: '/nowhere.mp4' }));
    await writeFile(join(folder, 'six.yaml'), JSON.stringify({ models: [{ name: 'pose', path: modelPath }], streams }));
    const program = start(['-c', 'six.yaml'], { FRAMEWATCH_PORT: '0' });
    await program.line('runner is up');
    expect(program.log.filter(({ msg }) => String(msg).startsWith('thread pool is small'))).toEqual([]);
    const threads = await countThreads(await runnerPid(program));
    if (threads !== null) expect(threads).toBeGreaterThanOrEqual(6 + 8);
    program.child.kill('SIGINT');
    expect(await program.ended).toBe(0);
  }, 30_000);

  it('keeps ONNX Runtime from telling its maker: no device id and no events are stored to be sent', async () => {
    const home = await mkdtemp(join(folder, 'home-'));
    const program = start([], single({ HOME: home, TMPDIR: home }));
    await program.line('model loaded');
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(await readdir(home)).toEqual([]);
  }, 30_000);
});

/** Exit code 0 says that it was in time: what takes more than five seconds is ended with 1. */
describe('SIGTERM ends it in time, whatever its source is doing', () => {
  const cases: [state: string, input: () => Promise<string> | string][] = [
    ['playing', () => clipPath],
    ['a file that is not there', () => '/nowhere/clip.mp4'],
    ['a camera that refuses the connection', () => 'rtsp://127.0.0.1:1/stream'],
    ['a camera that never answers', async () => `rtsp://127.0.0.1:${await listen()}/stream`],
  ];
  it.each(cases)(
    '%s',
    async (_, input) => {
      const program = start([], single({ RTSP_INPUT: await input() }));
      await program.line('runner is up');
      program.child.kill('SIGTERM');
      expect(await program.ended).toBe(0);
    },
    30_000
  );
});

const describeCamera = noCamera === null ? describe : describe.skip;

describeCamera(`SIGTERM ends it in time with a camera${noCamera === null ? '' : ` (skipped: ${noCamera})`}`, () => {
  let camera: TestCamera;
  beforeAll(async () => {
    camera = await TestCamera.start();
  });
  afterAll(() => camera.kill());

  it('that streams', async () => {
    const program = start([], single({ RTSP_INPUT: camera.url }));
    await program.until(({ state }) => state === 'streaming');
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
  }, 30_000);

  it('that fell silent', async () => {
    await writeFile(
      join(folder, 'silent.yaml'),
      JSON.stringify({ streams: [{ id: 'gate', url: camera.url, stallSeconds: 1 }] })
    );
    const program = start(['-c', 'silent.yaml'], { MODEL_PATH: modelPath, FRAMEWATCH_PORT: '0' });
    await program.until(({ state }) => state === 'streaming');
    camera.freeze();
    await program.until(({ state }) => state === 'stalled');
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    camera.thaw();
  }, 30_000);
});

describe('what it cannot run with ends it at once', () => {
  it('a wrong configuration: exit code 2, and every problem on standard error', async () => {
    await writeFile(
      join(folder, 'wrong.yaml'),
      'models: []\nstreams:\n  - id: a b\n    ulr: rtsp://u:hunter2@camera/\n'
    );
    const program = start(['--config', 'wrong.yaml'], { LOG_LEVEL: 'loud' });
    expect(await program.ended).toBe(2);
    expect(program.log).toEqual([]);
    expect(program.stderr().split('\n')).toEqual([
      'framewatch-runner: the configuration cannot be used:',
      '  logLevel (environment variable LOG_LEVEL): got "loud", expected one of debug, info, warn, error, silent',
      expect.stringContaining('models (wrong.yaml:1): got an empty list'),
      expect.stringContaining('streams[0].id (wrong.yaml:3): got "a b"'),
      expect.stringContaining('streams[0].url (wrong.yaml:3): missing'),
      expect.stringContaining('streams[0].ulr (wrong.yaml:4): unknown key'),
      '',
    ]);
  });

  it.each([
    [['--confg', 'x'], 'unknown option --confg'],
    [['--config'], '--config needs a value'],
    [['--config='], '--config needs a value'],
    [['-c', '--help'], '-c needs a value'],
    [['framewatch.yaml'], 'an argument too many'],
  ])('arguments that it does not understand, %j: exit code 2, and those that it knows', async (args, problem) => {
    const program = start(args);
    expect(await program.ended).toBe(2);
    expect(program.stderr()).toBe(`framewatch-runner: ${problem}: known are --config VALUE, --version and --help\n`);
  });

  it('an address where no argument belongs: nothing of its password', async () => {
    const program = start(['rtsp://u:hunter2@camera/live?p=hunter2']);
    expect(await program.ended).toBe(2);
    expect(program.stderr()).toContain('an argument too many');
    expect(program.stderr()).not.toContain('hunter2');
  });

  it('a port in use: exit code 1 and its name', async () => {
    const port = await listen();
    const program = start([], single({ FRAMEWATCH_PORT: String(port) }));
    expect(await program.ended).toBe(1);
    const { err } = await program.line('cannot start').catch(() => ({ err: program.log }));
    expect(err).toMatchObject({ type: 'AddressInUseError', message: expect.stringContaining(String(port)) as string });
  }, 30_000);

  it('a model that is none: exit code 1 and its name', async () => {
    await copyFile(clipPath, join(folder, 'video.onnx'));
    const program = start([], single({ MODEL_PATH: 'video.onnx' }));
    expect(await program.ended).toBe(1);
    expect(program.log.at(-2)).toMatchObject({ msg: 'cannot start', err: { type: 'ModelFileError' } });
  }, 30_000);
});

/** Threads of a process; null where the system does not tell. */
async function countThreads(pid: number): Promise<number | null> {
  const { readdir } = await import('node:fs/promises');
  return readdir(`/proc/${pid}/task`).then(
    (tasks) => tasks.length,
    () => null
  );
}
