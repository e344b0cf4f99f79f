import { once } from 'node:events';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureSampleClip } from '@framewatch/models';
import { parseTelemetry, VIEWER_API } from '@framewatch/protocol';
import { slowModel, slowToLoadModel } from './model/graphs.js';
import { killPrograms, type Program, runnerPid, startProgram } from './program.js';
import { valueOf } from './series.js';

/** How the program ends, whatever native code is doing: nothing can interrupt a run of ONNX Runtime. */

let folder: string;
let clipPath: string;

jest.setTimeout(60_000);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewatch-shutdown-'));
  clipPath = (await ensureSampleClip()).path;
  await writeFile(join(folder, 'slow.onnx'), slowModel());
  await writeFile(join(folder, 'slow-to-load.onnx'), slowToLoadModel());
}, 300_000);
afterEach(killPrograms);
afterAll(() => rm(folder, { recursive: true }));

function start(env: Record<string, string> = {}): Program {
  const own = { MODEL_PATH: 'slow.onnx', RTSP_INPUT: clipPath, FRAMEWATCH_PORT: '0', ...env };
  return startProgram(folder, [], own);
}

/** Resolves when a frame is with the model. */
async function inferring(program: Program): Promise<void> {
  const { port } = await program.line('runner is up');
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${String(port)}${VIEWER_API}/telemetry`);
    const { snapshot } = parseTelemetry(await answer.json());
    const dropped = valueOf(snapshot.metrics, 'framewatch_frames_dropped_total', 'stream=camera,reason=newer-frame');
    if ((dropped ?? 0) > 0) return;
    await sleep(20);
  }
}

/** Resolves as soon as the runner's process is there: it has loaded nothing yet. */
async function begun(program: Program): Promise<void> {
  while ((await runnerPid(program)) === 0) await sleep(1);
}

/** Resolves once ONNX Runtime is in the runner's process: what it does from then on is to load the model. */
async function loading(program: Program): Promise<void> {
  await begun(program);
  const maps = `/proc/${await runnerPid(program)}/maps`;
  while (!(await readFile(maps, 'utf8')).includes('libonnxruntime')) await sleep(5);
}

async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') X');
  return !/^[XZ]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

const last = (program: Program) => program.log.at(-1);

describe('SIGTERM', () => {
  it('before anything is loaded: ends with 0', async () => {
    const program = start();
    await begun(program);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(program.stderr()).toBe('');
  });

  it('while a model loads, which nothing can interrupt: ends with 0, as nothing was open', async () => {
    const program = start({ MODEL_PATH: 'slow-to-load.onnx', LOG_LEVEL: 'debug' });
    await loading(program);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(program.stderr()).toBe('');
  });

  it('while a frame is inferred for minutes: ends with 1, says what it left behind, and has spooled all points', async () => {
    const program = start({ INFLUX_URL: 'http://127.0.0.1:1', INFLUX_ORG: 'o', INFLUX_TOKEN: 't' });
    await inferring(program);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(1);
    expect(last(program)).toMatchObject({ level: 'error', leftBehind: ['streams', 'models'] });
    expect(program.log.find(({ what }) => what === 'streams')).toMatchObject({
      msg: 'did not end in time, left behind',
      streams: [
        { closed: false, state: { name: 'stopped' }, inference: { closed: false }, publisher: { closed: false } },
      ],
    });
    expect(program.log.some(({ msg }) => msg === 'stopped')).toBe(false);
    expect(program.stderr()).toBe('');
    expect(await readdir(join(folder, 'framewatch-spool'))).toEqual([expect.stringMatching(/^\d+\.spool$/)]);
  });

  it('a second one ends it at once, with 1', async () => {
    const program = start();
    await inferring(program);
    program.child.kill('SIGTERM');
    await program.line('stopping, a second signal ends at once');
    program.child.kill('SIGINT');
    expect(await program.ended).toBe(1);
    expect(last(program)).toMatchObject({
      level: 'fatal',
      runner: 'runner',
      msg: 'SIGINT came a second time: ended at once, results of the last seconds may be lost',
    });
    expect(program.stderr()).toBe('');
  });

  it('ends with 1 when the main thread hangs', async () => {
    const program = start();
    await program.line('runner is up');
    const pid = await runnerPid(program);
    process.kill(pid, 'SIGSTOP');
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(1);
    expect(last(program)?.msg).toContain('the runner did not stop within 4500 ms');
    expect(await isRunning(pid)).toBe(false);
  });
});

it('goes on, and ends with 0, where its log can no longer be written: on a full disk, for example', async () => {
  const full = await open('/dev/full', 'w');
  const camera = createServer((socket) => socket.unref()).listen(0, '127.0.0.1');
  camera.unref();
  await once(camera, 'listening');
  const { port } = camera.address() as AddressInfo;
  const env = { MODEL_PATH: 'slow.onnx', RTSP_INPUT: `rtsp://127.0.0.1:${port}/live`, FRAMEWATCH_PORT: '0' };
  const program = startProgram(folder, [], env, full.fd);
  // By then the runner has said a few things.
  const asked = await Promise.race([once(camera, 'connection').then(() => 'connected'), program.ended]);
  expect([asked, program.stderr()]).toEqual(['connected', '']);
  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  await full.close();
});

describe('the process that watches over the runner', () => {
  it('says which signal ended the runner, and ends with 1', async () => {
    const program = start();
    await program.line('runner is up');
    process.kill(await runnerPid(program), 'SIGSEGV');
    expect(await program.ended).toBe(1);
    expect(last(program)).toMatchObject({ level: 'fatal', msg: "the runner's process ended unexpectedly: SIGSEGV" });
  });

  it('passes signals on itself: one to the whole group counts once', async () => {
    const program = start({ MODEL_PATH: 'slow.onnx', RTSP_INPUT: '/nowhere.mp4' });
    await program.line('runner is up');
    process.kill(await runnerPid(program), 'SIGINT');
    program.child.kill('SIGINT');
    expect(await program.ended).toBe(0);
    expect(last(program)?.msg).toBe('stopped');
  });

  it('takes the runner with it when it is killed', async () => {
    const program = start();
    await inferring(program);
    const pid = await runnerPid(program);
    program.child.kill('SIGKILL');
    await once(program.child, 'exit');
    while (await isRunning(pid)) await sleep(5);
  });
});
