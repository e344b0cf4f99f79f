import { FakeClock } from '../../../test/fake-clock.js';
import type { ModelInput } from '../input/format.js';
import { Batcher, BATCH_WAIT_MS } from './batcher.js';
import type { SessionResult } from './session.js';

/** A picture of this number, which its result says again in `spare`. */
const picture = (number: number, side = 640): ModelInput => ({
  pixels: new ArrayBuffer(number),
  letterbox: { inputWidth: side, inputHeight: side, x: 0, y: 0, width: side, height: side },
});

interface Run {
  numbers: number[];
  end: (error?: Error) => Promise<void>;
}

function setUp({ size = 4, sessions = 1 } = {}) {
  const clock = new FakeClock();
  const runs: Run[] = [];
  const run = (inputs: readonly ModelInput[]) =>
    new Promise<PromiseSettledResult<SessionResult>[]>((resolve) => {
      const numbers = inputs.map(({ pixels }) => pixels.byteLength);
      const times = { detections: [], queueMs: 1, tensorMs: 0, inferenceMs: 20, postprocessMs: 0 };
      const end = async (reason?: Error) => {
        resolve(
          inputs.map(({ pixels: spare }) =>
            reason ? { status: 'rejected', reason } : { status: 'fulfilled', value: { ...times, spare } }
          )
        );
        await new Promise(setImmediate);
      };
      runs.push({ numbers, end });
    });
  const batcher = new Batcher({ size, sessions, run, clock });
  const add = (...numbers: number[]) => numbers.map((number) => batcher.add(picture(number)));
  return { clock, runs, batcher, add, started: () => runs.map(({ numbers }) => numbers) };
}

describe('pictures that are run together', () => {
  it('are at once as many as there may be', () => {
    const { add, started } = setUp();
    void add(1, 2, 3);
    expect(started()).toEqual([]);
    void add(4);
    expect(started()).toEqual([[1, 2, 3, 4]]);
  });

  it('are those that came until the first has waited as long as it may', () => {
    const { add, started, clock } = setUp();
    void add(1);
    clock.advance(BATCH_WAIT_MS - 1);
    void add(2);
    expect(started()).toEqual([]);
    clock.advance(1);
    expect(started()).toEqual([[1, 2]]);
    expect(clock.nextMs).toBeNull();
  });

  it('are those that came while the sessions were busy, without a further wait', async () => {
    const { add, started, runs, clock } = setUp({ size: 2 });
    void add(1, 2, 3, 4, 5);
    expect(started()).toEqual([[1, 2]]);
    clock.advance(BATCH_WAIT_MS);
    expect(started()).toEqual([[1, 2]]);
    await runs[0]!.end();
    expect(started()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await runs[1]!.end();
    expect(started()).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('go to as many sessions as there are', () => {
    const { add, started } = setUp({ size: 2, sessions: 2 });
    void add(1, 2, 3, 4, 5, 6);
    expect(started()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('are of one size: others are in the next run', async () => {
    const { batcher, started, runs, clock } = setUp({ size: 3 });
    void batcher.add(picture(1, 640));
    void batcher.add(picture(2, 320));
    void batcher.add(picture(3, 640));
    clock.advance(BATCH_WAIT_MS);
    expect(started()).toEqual([[1, 3]]);
    await runs[0]!.end();
    expect(started()).toEqual([[1, 3], [2]]);
  });

  it('each get their own result, with the time that they waited', async () => {
    const { add, runs, clock } = setUp({ size: 2 });
    const [first] = add(1);
    clock.advance(4);
    const [second] = add(2);
    await runs[0]!.end();
    expect([(await first!).spare.byteLength, (await first!).queueMs]).toEqual([1, 5]);
    expect([(await second!).spare.byteLength, (await second!).queueMs]).toEqual([2, 1]);
  });

  it('all fail where the run does, and the next run is another', async () => {
    const { add, runs, started } = setUp({ size: 2 });
    const results = add(1, 2).map((result) => expect(result).rejects.toThrow('out of memory'));
    const next = add(3, 4);
    await runs[0]!.end(new Error('out of memory'));
    await Promise.all(results);
    expect(started()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await runs[1]!.end();
    await Promise.all(next);
  });
});
