import { FakeClock } from '../../../test/fake-clock.js';
import type { ModelInput } from '../input/format.js';
import { ModelFileError } from '../errors.js';
import type { Decoding } from './messages.js';
import { SessionPool } from './session-pool.js';
import type { ModelSession, SessionInfo, SessionResult } from './session.js';

const INFO: SessionInfo = { provider: 'cpu', refused: [], signature: { inputs: [], outputs: [] } };
const INPUT = { letterbox: { inputWidth: 2, inputHeight: 2 } } as ModelInput;
const RESULT: SessionResult = {
  detections: [],
  queueMs: 0,
  tensorMs: 0,
  inferenceMs: 0,
  postprocessMs: 0,
  spare: new ArrayBuffer(0),
};

/** A session whose runs the test ends. */
class FakeSession implements Pick<ModelSession, 'open' | 'decode' | 'run' | 'close' | 'ready' | 'underWay'> {
  underWay = 0;
  ready = true;
  closed = false;
  decoding: Decoding | null = null;
  readonly #runs: (() => void)[] = [];

  constructor(private readonly opened: SessionInfo | Error = INFO) {}

  open(): Promise<SessionInfo> {
    return this.opened instanceof Error ? Promise.reject(this.opened) : Promise.resolve(this.opened);
  }

  decode(decoding: Decoding): void {
    this.decoding = decoding;
  }

  run(inputs: readonly ModelInput[]): Promise<PromiseSettledResult<SessionResult>[]> {
    this.underWay += 1;
    return new Promise((resolve) =>
      this.#runs.push(() => {
        this.underWay -= 1;
        resolve(inputs.map(() => ({ status: 'fulfilled', value: RESULT })));
      })
    );
  }

  answer(): void {
    this.#runs.shift()?.();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

function setUp(...sessions: FakeSession[]) {
  return { sessions, pool: new SessionPool(sessions as unknown as ModelSession[], 1, new FakeClock()) };
}

const underWay = (sessions: FakeSession[]) => sessions.map((session) => session.underWay);

describe('SessionPool', () => {
  it('gives a run to the session with the fewest under way', async () => {
    const { pool, sessions } = setUp(new FakeSession(), new FakeSession());
    const runs = [pool.run(INPUT), pool.run(INPUT), pool.run(INPUT)];
    expect(underWay(sessions)).toEqual([2, 1]);
    sessions[0]!.answer();
    sessions[0]!.answer();
    runs.push(pool.run(INPUT));
    expect(underWay(sessions)).toEqual([1, 1]);
    for (const session of sessions) session.answer();
    await Promise.all(runs);
  });

  it('spares a session that loads the model again, unless no other is ready', () => {
    const { pool, sessions } = setUp(new FakeSession(), new FakeSession());
    sessions[0]!.ready = false;
    void pool.run(INPUT);
    void pool.run(INPUT);
    expect(underWay(sessions)).toEqual([0, 2]);
    sessions[1]!.ready = false;
    void pool.run(INPUT);
    expect(underWay(sessions)).toEqual([1, 2]);
  });

  it('runs nothing more once the model is lost, whichever session was', async () => {
    const { pool, sessions } = setUp(new FakeSession(), new FakeSession());
    pool.lose(new ModelFileError('its thread ended'));
    pool.lose(new ModelFileError('another one'));
    await expect(pool.run(INPUT)).rejects.toThrow('its thread ended');
    expect(underWay(sessions)).toEqual([0, 0]);
  });

  it('opens every session and says what each of them is', async () => {
    const gpu = { ...INFO, provider: 'cuda' };
    const { pool } = setUp(new FakeSession(gpu), new FakeSession());
    expect(await pool.open()).toEqual([gpu, INFO]);
  });

  it('leaves none open when one cannot load the model', async () => {
    const { pool, sessions } = setUp(new FakeSession(), new FakeSession(new ModelFileError('no memory')));
    await expect(pool.open()).rejects.toThrow(ModelFileError);
    expect(sessions.map(({ closed }) => closed)).toEqual([true, true]);
  });

  it('tells every session how outputs are read, and closes every one', async () => {
    const { pool, sessions } = setUp(new FakeSession(), new FakeSession());
    const decoding = { family: 'movenet-multipose' } as Decoding;
    pool.decode(decoding);
    await pool.close();
    expect(sessions.map((session) => [session.decoding, session.closed])).toEqual([
      [decoding, true],
      [decoding, true],
    ]);
  });
});
