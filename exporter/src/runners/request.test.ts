import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TokenSource } from '../config/index.js';
import { exampleSnapshot } from '../testing/example-snapshot.js';
import { answers, type Behaviour, FakeRunner, MISBEHAVIOUR, says } from '../testing/fake-runner.js';
import type { RunnerErrorReason } from './errors.js';
import { requestTelemetry } from './request.js';
import type { Target } from './targets.js';

const LIMITS = { maxBytes: 100_000, maxSeries: 5000, pace: () => Promise.resolve() };

let runner: FakeRunner | undefined;
afterEach(() => runner?.stop());

async function ask(
  behaviour: Behaviour,
  options: { deadlineMs?: number; maxBytes?: number; token?: TokenSource; path?: string } = {}
): ReturnType<typeof requestTelemetry> {
  runner = await FakeRunner.start(behaviour);
  const url = new URL(options.path ?? '/', `http://${runner.address}`);
  const target: Target = { url, authority: url, id: null, token: options.token ?? null };
  const signal = AbortSignal.timeout(options.deadlineMs ?? 5000);
  return requestTelemetry(target, { ...LIMITS, signal, maxBytes: options.maxBytes ?? 100_000 });
}

describe('requestTelemetry', () => {
  it('gets what there is to publish', async () => {
    const { runner: who, leftOut } = await ask(answers());
    expect([who, leftOut]).toEqual([exampleSnapshot().runner, []]);
    expect(runner?.requests).toEqual([{ url: '/viewer/v1/telemetry', authorization: undefined }]);
  });

  it('sends the token', async () => {
    await ask(answers(), { token: { value: 's3cret' } });
    expect(runner?.requests[0]?.authorization).toBe('Bearer s3cret');
  });

  it('keeps a path in front of the API', async () => {
    await ask(answers(), { path: '/runners/1/' });
    expect(runner?.requests[0]?.url).toBe('/runners/1/viewer/v1/telemetry');
  });

  it.each<[keyof typeof MISBEHAVIOUR, RunnerErrorReason]>([
    ['hangs', 'timeout'],
    ['hangs after the headers', 'timeout'],
    ['sends one byte now and then', 'timeout'],
  ])('a runner that %s: %s', async (name, reason) => {
    await expect(ask(MISBEHAVIOUR[name], { deadlineMs: 50 })).rejects.toMatchObject({ reason });
  });

  it.each<[keyof typeof MISBEHAVIOUR, RunnerErrorReason]>([
    ['dies mid-answer', 'interrupted'],
    ['closes the connection', 'interrupted'],
    ['says what is not HTTP', 'interrupted'],
    ['answers garbage', 'malformed'],
    ['answers bytes that are not UTF-8', 'malformed'],
    ['answers JSON of another shape', 'malformed'],
    ['answers nothing', 'malformed'],
    ['answers without end', 'oversized'],
    ['refuses the token', 'unauthorized'],
    ['has no telemetry', 'status'],
    ['redirects elsewhere', 'status'],
    ['has streams without end', 'too-many-series'],
  ])('a runner that %s: %s', async (name, reason) => {
    await expect(ask(MISBEHAVIOUR[name], { maxBytes: 200_000 })).rejects.toMatchObject({
      name: 'RunnerUnavailableError',
      reason,
    });
  });

  it('takes an answer of exactly the most bytes, and none of one more', async () => {
    const body = JSON.stringify(exampleSnapshot());
    await expect(ask(says(body), { maxBytes: body.length })).resolves.toMatchObject({ leftOut: [] });
    await runner?.stop();
    await expect(ask(says(body), { maxBytes: body.length - 1 })).rejects.toMatchObject({ reason: 'oversized' });
  });

  it('says where nothing listens', async () => {
    runner = await FakeRunner.start(answers());
    const url = new URL(`http://${runner.address}`);
    await runner.stop();
    const target: Target = { url, authority: url, id: null, token: null };
    await expect(requestTelemetry(target, { ...LIMITS, signal: AbortSignal.timeout(5000) })).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
    runner = undefined;
  });

  describe('with a token file', () => {
    let folder = '';
    beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'exporter-'))));
    afterEach(() => rm(folder, { recursive: true }));

    it('reads it again every time, so that it can be replaced', async () => {
      const file = path.join(folder, 'token');
      await writeFile(file, 'old\n');
      await ask(answers(), { token: { file } });
      expect(runner?.requests[0]?.authorization).toBe('Bearer old');
      await runner?.stop();
      await writeFile(file, 'new\n');
      await ask(answers(), { token: { file } });
      expect(runner?.requests[0]?.authorization).toBe('Bearer new');
    });

    it('says that it cannot be read', async () => {
      const file = path.join(folder, 'none');
      await expect(ask(answers(), { token: { file } })).rejects.toMatchObject({
        reason: 'token',
        message:
          'tokenFile: the file that it names cannot be read (ENOENT): give the path of a file, not the secret itself',
      });
    });

    it.each(['two words', ' \n'])('says that it holds no token, without showing what it holds: %j', async (text) => {
      const file = path.join(folder, 'token');
      await writeFile(file, text);
      const error: unknown = await ask(answers(), { token: { file } }).catch((e: unknown) => e);
      expect(error).toMatchObject({ reason: 'token', message: expect.not.stringContaining('two') as string });
    });
  });
});
