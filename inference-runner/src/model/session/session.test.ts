import { EventEmitter } from 'node:events';
import { pino } from 'pino';
import { FakeClock } from '../../../test/fake-clock.js';
import { InferenceError, ModelFileError, ModelHungError, ModelWorkerError } from '../errors.js';
import type { ModelInput } from '../input/format.js';
import type { Decoding, Fallback, FromWorker, ToWorker } from './messages.js';
import { MOST_RESTARTS, ModelSession } from './session.js';

/** A thread that does what the test says. */
class FakeThread extends EventEmitter {
  readonly received: ToWorker[] = [];

  postMessage(message: ToWorker): void {
    this.received.push(message);
  }

  say(message: FromWorker): void {
    this.emit('message', message);
  }

  die(error?: Error): void {
    if (error) this.emit('error', error);
    this.emit('exit', error ? 1 : 0);
  }
}

const READY: FromWorker = { type: 'ready', provider: 'cpu', refused: [], signature: { inputs: [], outputs: [] } };
const DECODING: Decoding = {
  family: 'movenet-multipose',
  layout: {},
  settings: { input: null, confidence: 0.25, labels: { classes: [], keypoints: [], skeleton: [] }, options: {} },
};
const input = (): ModelInput => ({
  pixels: new ArrayBuffer(4),
  letterbox: { inputWidth: 2, inputHeight: 2, x: 0, y: 0, width: 2, height: 2 },
});
const done = (id: number, inferenceMs = 10): FromWorker => ({
  type: 'done',
  id,
  outcomes: [{ detections: [], postprocessMs: 1 }],
  startMs: 0,
  spares: [new ArrayBuffer(4)],
  tensorMs: 0,
  inferenceMs,
});
const answered = (value: object) => [{ status: 'fulfilled', value: expect.objectContaining(value) as object }];

function setUp() {
  const threads: FakeThread[] = [];
  const tried: string[][] = [];
  const spawn = (without: readonly string[]) => {
    tried.push([...without]);
    const thread = new FakeThread();
    threads.push(thread);
    return thread;
  };
  const lost = jest.fn<unknown, [Error]>();
  const clock = new FakeClock();
  const fellBack = jest.fn<unknown, [Fallback]>();
  const session = new ModelSession({ name: 'pose', spawn, log: pino({ level: 'silent' }), lost, fellBack, clock });
  return { session, threads, tried, lost, fellBack, clock, newest: () => threads.at(-1)! };
}

async function opened() {
  const it = setUp();
  const opening = it.session.open();
  it.newest().say(READY);
  await opening;
  return it;
}

describe('a model session', () => {
  it('tells what its thread loaded', async () => {
    const { session, newest } = setUp();
    const opening = session.open();
    newest().say(READY);
    await expect(opening).resolves.toMatchObject({ provider: 'cpu' });
  });

  it('rejects when the thread cannot load the model, and does not try again', async () => {
    const { session, newest, threads } = setUp();
    const opening = session.open();
    newest().say({ type: 'unusable', message: 'Protobuf parsing failed' });
    newest().die();
    await expect(opening).rejects.toThrow(new ModelFileError('Protobuf parsing failed'));
    expect(threads).toHaveLength(1);
  });

  it('gives each run the answer that belongs to it', async () => {
    const { session, newest } = await opened();
    const runs = [session.run([input()]), session.run([input()]), session.run([input()])];
    newest().say(done(1, 11));
    newest().say({ type: 'failed', id: 2, reason: 'session', message: 'out of memory' });
    newest().say(done(0));
    await expect(runs[0]).resolves.toEqual(answered({ inferenceMs: 10, queueMs: 0, postprocessMs: 1 }));
    await expect(runs[1]).resolves.toEqual(answered({ inferenceMs: 11 }));
    await expect(runs[2]).rejects.toThrow(InferenceError);
    await expect(runs[2]).rejects.toMatchObject({ reason: 'session', cause: { message: 'out of memory' } });
  });

  it('gives each picture of a run what became of it', async () => {
    const { session, newest } = await opened();
    const run = session.run([input(), input(), input()]);
    const person = { class: 'person', confidence: 0.5, box: [0, 0, 1, 1] as [number, number, number, number] };
    const spares = [1, 2, 3].map((size) => new ArrayBuffer(size));
    newest().say({
      type: 'done',
      id: 0,
      outcomes: [
        { detections: [person], postprocessMs: 1 },
        { reason: 'not-finite', message: 'NaN' },
        { detections: [], postprocessMs: 2 },
      ],
      startMs: 0,
      spares,
      tensorMs: 3,
      inferenceMs: 20,
    });
    const times = { queueMs: 0, tensorMs: 3, inferenceMs: 20 };
    expect(await run).toEqual([
      { status: 'fulfilled', value: { detections: [person], postprocessMs: 1, ...times, spare: spares[0] } },
      {
        status: 'rejected',
        reason: expect.objectContaining({ name: 'InferenceError', reason: 'not-finite' }) as Error,
      },
      { status: 'fulfilled', value: { detections: [], postprocessMs: 2, ...times, spare: spares[2] } },
    ]);
  });

  it('rejects what its thread was doing when that ends by itself, and starts it again', async () => {
    const { session, newest, threads } = await opened();
    const lost = session.run([input()]);
    newest().die(new Error('heap out of memory'));
    await expect(lost).rejects.toThrow(ModelWorkerError);
    await expect(lost).rejects.toThrow('model `pose`: its thread ended: heap out of memory');

    expect(threads).toHaveLength(2);
    newest().say(READY);
    const run = session.run([input()]);
    newest().say(done(1));
    await expect(run).resolves.toEqual(answered({ inferenceMs: 10 }));
  });

  it('says how outputs are read before the first run, to the thread that is started again too', async () => {
    const { session, newest } = await opened();
    session.decode(DECODING);
    const first = session.run([input()]);
    const expected = [{ type: 'decode', decoding: DECODING }, expect.objectContaining({ type: 'run' })];
    expect(newest().received).toEqual(expected);

    newest().die();
    await expect(first).rejects.toThrow(ModelWorkerError);
    const again = session.run([input()]);
    expect(newest().received).toEqual(expected);
    newest().say(READY);
    newest().say(done(1));
    await again;
  });

  it('says so when its thread is started again on another execution provider', async () => {
    const { session, newest, fellBack } = setUp();
    const opening = session.open();
    newest().say({ ...READY, provider: 'cuda' });
    await opening;
    newest().die(new Error('CUDA error 700'));
    newest().say({ ...READY, provider: 'cuda' });
    await new Promise(setImmediate);
    expect(fellBack).not.toHaveBeenCalled();

    newest().die(new Error('CUDA error 700'));
    const refused = [{ provider: 'cuda', reason: 'not-loaded', detail: 'no device' }] as const;
    newest().say({ ...READY, refused });
    await new Promise(setImmediate);
    const reason = 'model `pose`: its thread ended: CUDA error 700';
    expect(fellBack.mock.calls).toEqual([[{ from: 'cuda', to: 'cpu', reason }]]);
  });

  it('does not try a provider again on which it has failed', async () => {
    const { session, newest, fellBack, tried } = setUp();
    const opening = session.open();
    newest().say({ ...READY, provider: 'cuda' });
    await opening;
    newest().say({ type: 'fell-back', from: 'cuda', to: 'cpu', reason: 'CUDA error 700' });
    newest().die();
    newest().say(READY);
    await new Promise(setImmediate);
    expect(tried).toEqual([[], ['cuda']]);
    expect(fellBack).toHaveBeenCalledTimes(1);
  });

  it('gives up on a thread that ends again and again, and says so once', async () => {
    const { session, newest, threads, lost } = await opened();
    for (let i = 0; i < MOST_RESTARTS; i += 1) {
      newest().die();
      newest().say(READY);
    }
    expect(lost).not.toHaveBeenCalled();
    newest().die();
    expect(threads).toHaveLength(MOST_RESTARTS + 1);
    expect(lost.mock.calls).toEqual([[new ModelWorkerError('model `pose`: its thread ended: exit code 0')]]);
    await expect(session.run([input()])).rejects.toThrow('model `pose` does not run');
  });

  it('gives up on a thread that cannot be started again', async () => {
    const { newest, threads, lost } = await opened();
    newest().die();
    newest().say({ type: 'unusable', message: 'no such file' });
    newest().die();
    await new Promise(setImmediate);
    expect(threads).toHaveLength(2);
    const [[error] = []] = lost.mock.calls;
    expect(error).toMatchObject({
      message: 'model `pose`: its thread cannot be started again',
      cause: { message: 'no such file' },
    });
  });

  it('closes after the runs that it was given, and takes no more', async () => {
    const { session, newest, threads } = await opened();
    const run = session.run([input()]);
    const closing = session.close();
    expect(newest().received.map(({ type }) => type)).toEqual(['run', 'close']);
    await expect(session.run([input()])).rejects.toThrow(ModelWorkerError);
    newest().say(done(0));
    newest().die();
    await closing;
    await expect(run).resolves.toEqual(answered({ inferenceMs: 10 }));
    expect(threads).toHaveLength(1);
  });
});

describe('a run that takes too long', () => {
  it('is given up, with all that wait behind it, and the model is lost: said once', async () => {
    const { session, newest, lost, clock, threads } = await opened();
    const runs = [session.run([input()]), session.run([input()])];
    clock.advance(9_999);
    expect(lost).not.toHaveBeenCalled();
    clock.advance(1);
    for (const run of runs) await expect(run).rejects.toThrow(ModelHungError);
    await expect(runs[0]).rejects.toThrow('model `pose`: no answer within 10 s');
    expect(lost).toHaveBeenCalledTimes(1);
    await expect(session.run([input()])).rejects.toThrow('model `pose` does not run');

    await session.close();
    newest().say(done(0));
    newest().die();
    expect(threads).toHaveLength(1);
    expect(lost).toHaveBeenCalledTimes(1);
  });

  it('has its own time, from the end of the run before', async () => {
    const { session, newest, lost, clock } = await opened();
    const runs = [session.run([input()]), session.run([input()])];
    clock.advance(9_000);
    newest().say(done(0));
    clock.advance(9_000);
    newest().say(done(1));
    await Promise.all(runs);
    clock.advance(60_000);
    expect(lost).not.toHaveBeenCalled();
  });

  it('is not blamed when it was this process that was held up', async () => {
    const { session, newest, lost, clock } = await opened();
    const run = session.run([input()]);
    clock.stall(30_000);
    newest().say(done(0));
    await run;
    expect(lost).not.toHaveBeenCalled();
  });

  it('may take as long as loading does while the thread is started again', async () => {
    const { session, newest, lost, clock } = await opened();
    newest().die();
    const run = session.run([input()]);
    const failing = expect(run).rejects.toThrow('no answer within 120 s');
    clock.advance(119_999);
    expect(lost).not.toHaveBeenCalled();
    clock.advance(1);
    await failing;
    expect(lost).toHaveBeenCalledTimes(1);
  });
});
