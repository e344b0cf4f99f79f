import type { VideoFormat } from '@framewatch/protocol';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { frameResult } from '../../inference-runner/test/viewer/fakes.js';
import { TOKEN } from '../../inference-runner/test/viewer/http.js';
import { servedRunner } from '../../inference-runner/test/viewer/served.js';
import { type Clock, type Viewer, ViewerClient, type ViewerDeps, ViewerPool } from '../src/index.js';
import { Witness } from './set-up.js';

/** The client against the runner's own server, over sockets. */

const FRAME_MS = 5;
const served = servedRunner();
const viewers: Viewer[] = [];
afterEach(() => viewers.splice(0).forEach((viewer) => viewer.close()));

/** The time of this machine; timers of the client run as many times faster as `speed` says. */
function clockOf(speed = 1, aheadUs = 0): Clock {
  return {
    nowMs: () => performance.now() * speed,
    wallUs: () => Date.now() * 1000 + aheadUs,
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms / speed);
      return () => clearTimeout(timer);
    },
  };
}

function depsOf(port: number, { clock = clockOf(), stream = 'lobby', token = TOKEN } = {}): ViewerDeps {
  const headers = { authorization: `Bearer ${token}` };
  return {
    clock,
    random: Math.random,
    check: () => Promise.resolve({ ok: true }),
    openSocket: () => new WebSocket(`ws://127.0.0.1:${port}/viewer/v1/streams/${stream}/live`, { headers }),
  };
}

function view(deps: ViewerDeps, format: VideoFormat = 'h264') {
  const witness = new Witness();
  const viewer = new ViewerClient(deps, { format, queue: () => 0 }, witness);
  viewers.push(viewer);
  viewer.start();
  return { viewer, witness };
}

let running = 0;
beforeEach(() => (running += 1));
afterEach(() => (running += 1));

/** Waits until something holds, or the test is over that waits for it. */
async function until(holds: () => boolean): Promise<void> {
  const mine = running;
  while (!holds() && running === mine) await sleep(5);
}

const feed = (key: boolean) => {
  const { seq, ptsUs } = served.stream.video.feed(key);
  served.stream.tellResult(frameResult({ seq, ptsUs }));
};

it.each(['h264', 'jpeg'] as const)('brings the current group of pictures as %s, then what comes', async (format) => {
  const { port } = await served.start();
  for (const key of [true, false, true, false]) feed(key);
  const { witness } = view(depsOf(port), format);
  await until(() => witness.videos.length === 2);
  feed(false);
  await until(() => witness.events.at(-1) === 'result 4');
  expect(witness.stateKinds).toEqual(['connecting', 'open']);
  const pictures = ['video 2', 'video 3', 'video 4', 'result 4'];
  expect(witness.events).toEqual(['connected', 'status streaming', 'config test', ...pictures]);
});

it('brings results without video', async () => {
  const { port } = await served.start();
  const { witness } = view(depsOf(port), 'none');
  await until(() => witness.events.includes('config test'));
  feed(true);
  await until(() => witness.events.length === 4);
  expect(witness.events).toEqual(['connected', 'status streaming', 'config test', 'result 0']);
});

it('acknowledges in time, so that nothing is held back', async () => {
  const { port } = await served.start({}, { ackTimeoutMs: 300, maxLagMs: 300 });
  const { witness } = view(depsOf(port, { clock: clockOf(20) }));
  await until(() => witness.events.includes('config test'));
  for (let n = 0; n < 150; n++) {
    feed(n % 50 === 0);
    await sleep(FRAME_MS);
  }
  await until(() => witness.videos.length === 150);
  expect(witness.events.filter((event) => event.startsWith('status'))).toEqual(['status streaming']);
});

it('goes through renewals with every picture and result once', async () => {
  const { port } = await served.start({}, { lifetimeMs: 1_000 });
  const { witness } = view(depsOf(port, { clock: clockOf(8) }));
  await until(() => witness.events.includes('config test'));
  const renewals = () => witness.events.filter((event) => event === 'renewed').length;
  let count = 0;
  for (; renewals() < 3; count++) {
    feed(count % 10 === 0);
    await sleep(FRAME_MS);
  }
  await until(() => witness.events.includes(`result ${count - 1}`));
  const all = Array.from({ length: count }, (_, n) => n);
  expect(witness.videos).toEqual(all.map((n) => `video ${n}`));
  expect(witness.events.filter((event) => event.startsWith('result'))).toEqual(all.map((n) => `result ${n}`));
  expect(witness.stateKinds).toEqual(['connecting', 'open']);
});

it('gets the group of pictures again where its decoder has to begin anew', async () => {
  const { port } = await served.start({}, { minKeyframeIntervalMs: 0 });
  const { viewer, witness } = view(depsOf(port));
  await until(() => witness.events.includes('config test'));
  for (const key of [true, false]) feed(key);
  await until(() => witness.videos.length === 2);
  viewer.requestKeyframe();
  await until(() => witness.videos.length === 4);
  expect(witness.videos).toEqual(['video 0', 'video 1', 'video 0', 'video 1']);
});

it('learns how far the clock of the runner is ahead', async () => {
  const { port } = await served.start();
  const { viewer } = view(depsOf(port, { clock: clockOf(1, -3_600_000_000) }));
  await until(() => viewer.serverOffsetUs !== null);
  expect(Math.round((viewer.serverOffsetUs ?? 0) / 1e8)).toBe(36);
});

describe('named failures', () => {
  it('the runner stops, and is found again when it is back', async () => {
    const first = served.create();
    const { port } = await first.listen();
    const { witness } = view(depsOf(port, { clock: clockOf(20) }));
    await until(() => witness.events.includes('config test'));
    await first.close(1_000);
    await until(() => witness.failure !== undefined);
    expect(witness.failure).toEqual({ kind: 'stopping', detail: 'the runner is shutting down' });
    served.runner.stopping = false;
    await served.create({ port }).listen();
    await until(() => witness.events.filter((event) => event === 'connected').length === 2);
    expect(witness.stateKinds.at(-1)).toBe('open');
  });

  it.each([
    ['a token that is refused', { token: 'wrong' }],
    ['a stream that is not there', { stream: 'attic' }],
  ])('%s', async (_, which) => {
    const { port } = await served.start({}, { refusalHoldMs: 0 });
    const { witness } = view(depsOf(port, which));
    await until(() => witness.failure !== undefined);
    expect(witness.failure).toEqual({ kind: 'refused', detail: 'the WebSocket did not open' });
  });

  it('no video of that format, told before anything else', async () => {
    const { port } = await served.start();
    served.stream.formats = ['jpeg', 'none'];
    const { witness } = view(depsOf(port));
    await until(() => witness.failure !== undefined);
    expect(witness.events).toEqual(['error video-unavailable']);
    expect(witness.failure).toEqual({
      kind: 'protocol',
      detail: 'stream lobby has no h264 video, only jpeg, none',
    });
  });
});

it('is one viewer for the runner, however many share it; the later begins at the key frame', async () => {
  const { port } = await served.start();
  const pool = new ViewerPool();
  const shared = () => {
    const witness = new Witness();
    const viewer = pool.viewer('lobby', depsOf(port), { format: 'h264', queue: () => 0 }, witness);
    viewers.push(viewer);
    viewer.start();
    return { viewer, witness };
  };
  const first = shared();
  await until(() => first.witness.events.includes('config test'));
  for (const key of [true, false, true, false]) feed(key);
  await until(() => first.witness.videos.length === 4);
  const second = shared();
  feed(false);
  await until(() => second.witness.videos.length === 3 && first.witness.videos.length === 5);
  expect(served.stream.viewers).toBe(1);
  expect(second.witness.videos).toEqual(['video 2', 'video 3', 'video 4']);
  expect(first.witness.videos).toEqual(['video 0', 'video 1', 'video 2', 'video 3', 'video 4']);
  first.viewer.close();
  second.viewer.close();
  await until(() => served.stream.viewers === 0);
});
