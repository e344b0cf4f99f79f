import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeClock } from '../../test/fake-clock.js';
import { captureLog, eventually, temporaryFolder } from '../../test/sink/fakes.js';
import { valueOf } from '../../test/series.js';
import { Registry } from '../telemetry/index.js';
import { type KeptPart, StateFolder, type StateKeeper } from './index.js';

/** A part that keeps a value. */
class Part implements KeptPart {
  restored: unknown[] = [];

  constructor(
    public value: unknown = null,
    readonly name = 'counting'
  ) {}

  save(): unknown {
    return this.value;
  }

  restore(saved: unknown): void {
    this.restored.push(saved);
  }
}

const WRITE_ERRORS = 'framewatch_state_write_errors_total';

let folder: ReturnType<typeof temporaryFolder>;
let clock: FakeClock;
let logged: ReturnType<typeof captureLog>;
let registry: Registry;

beforeEach(() => {
  folder = temporaryFolder();
  clock = new FakeClock();
  logged = captureLog();
  registry = new Registry();
});
afterEach(() => folder.remove());

const state = () => new StateFolder(folder.path, { scope: registry.scope(), log: logged.log, clock });
const pathOf = (stream = 'lobby', part = 'counting') => join(folder.path, stream, `${part}.json`);
const written = () => (existsSync(pathOf()) ? readFileSync(pathOf(), 'utf8') : null);
const savedIn = (text: string | null) => (JSON.parse(text ?? '{}') as { saved?: unknown }).saved;

/** Resolves when the next write is due some time: the one before is over. */
const touched = (stream: StateKeeper) =>
  eventually(() => {
    stream.touch();
    return clock.nextMs !== null;
  });

/** What a part gets from what is in the file. */
function restoredFrom(content: string, stream = 'lobby'): unknown[] {
  mkdirSync(join(folder.path, stream), { recursive: true });
  writeFileSync(pathOf(stream), content);
  const part = new Part();
  state().open(stream, [part]);
  return part.restored;
}

describe('the state of a stream', () => {
  it('is there after a restart, each part in its file', async () => {
    const counting = new Part({ day: '2026-11-25', entries: 7 });
    const anomalies = new Part([1, 2], 'anomalies');
    await state().open('lobby', [counting, anomalies]).close();
    expect(readdirSync(join(folder.path, 'lobby')).sort()).toEqual(['anomalies.json', 'counting.json']);

    const parts = [new Part(), new Part(null, 'anomalies')];
    state().open('lobby', parts);
    expect(parts.map(({ restored }) => restored)).toEqual([[{ day: '2026-11-25', entries: 7 }], [[1, 2]]]);
    const other = new Part();
    state().open('yard', [other]);
    expect(other.restored).toEqual([]);
    expect(logged.messages()).toEqual([]);
  });

  it('is not written before there is something to keep', async () => {
    const stream = state().open('lobby', [new Part(null), new Part(undefined, 'anomalies')]);
    stream.touch();
    clock.advance(5000);
    await stream.close();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('is written a second after a change, and not again without another one', async () => {
    const part = new Part(1);
    const stream = state().open('lobby', [part]);
    for (let frame = 0; frame < 10; frame++) stream.touch();
    clock.advance(999);
    expect(written()).toBeNull();
    clock.advance(1);
    await eventually(() => savedIn(written()) === 1);

    const before = statSync(pathOf()).ino;
    stream.touch();
    clock.advance(1000);
    await stream.close();
    expect(statSync(pathOf()).ino).toBe(before);
  });

  it('is written at most once a second, with the newest of that second', async () => {
    const part = new Part(0);
    const stream = state().open('lobby', [part]);
    for (const newest of [10, 20, 30]) {
      await touched(stream);
      for (part.value = newest - 9; Number(part.value) < newest; part.value = Number(part.value) + 1) {
        stream.touch();
        clock.advance(100);
      }
      expect(savedIn(written())).toBe(newest === 10 ? undefined : newest - 10);
      clock.advance(100);
      await eventually(() => savedIn(written()) === newest);
    }
  });

  it('is written less often when it is long', async () => {
    const part = new Part('x'.repeat(320 * 1024));
    const stream = state().open('lobby', [part]);
    stream.touch();
    clock.advance(1000);
    await eventually(() => written() !== null);
    part.value = 'new';
    await touched(stream);
    expect(Math.round((clock.nextMs ?? 0) / 1000)).toBe(10);
  });

  it('has its last change when the stream is closed, and writes no more', async () => {
    const part = new Part(1);
    const stream = state().open('lobby', [part]);
    stream.touch();
    part.value = 2;
    await stream.close();
    expect(savedIn(written())).toBe(2);
    part.value = 3;
    stream.touch();
    expect(clock.nextMs).toBeNull();
  });
});

describe('a file that cannot be used is moved aside, and that is said', () => {
  const valid = { framewatch: 'state', version: 1, stream: 'lobby', part: 'counting', saved: 1 };

  it.each([
    ['that is torn', JSON.stringify(valid).slice(0, -3), 'it is torn, or not a file of the runner'],
    ['that is empty', '', 'it is torn, or not a file of the runner'],
    ['of zeros', '\0'.repeat(100), 'it is torn, or not a file of the runner'],
    ['of something else', '{"hello": "world"}', 'it is not a file of the runner'],
    ['of no object', '7', 'it is not a file of the runner'],
    ['of a newer version', JSON.stringify({ ...valid, version: 2, more: {} }), 'it is of a newer version'],
    ['of another stream', JSON.stringify({ ...valid, stream: 'yard' }), 'it is of counting of stream yard'],
    ['of another part', JSON.stringify({ ...valid, part: 'anomalies' }), 'it is of anomalies of stream lobby'],
  ])('one %s', (_, content, reason) => {
    expect(restoredFrom(content)).toEqual([]);
    const movedTo = `${pathOf()}.aside-2023-11-14T22-13-20.000Z`;
    expect(logged.lines).toMatchObject([
      {
        msg: 'saved state cannot be used, its part of the stream begins anew',
        path: pathOf(),
        movedTo,
        reason,
        stream: 'lobby',
      },
    ]);
    expect(readFileSync(movedTo, 'utf8')).toBe(content);
    expect(existsSync(pathOf())).toBe(false);
  });

  it('one that is a folder', () => {
    mkdirSync(pathOf(), { recursive: true });
    state().open('lobby', [new Part()]);
    expect(logged.lines).toMatchObject([{ reason: 'it is not a file of the runner' }]);
  });

  it('while what a killed process left half written is overwritten', async () => {
    expect(restoredFrom(JSON.stringify(valid))).toEqual([1]);
    writeFileSync(`${pathOf()}.tmp`, '{"framew');
    await state()
      .open('lobby', [new Part(2)])
      .close();
    expect(readdirSync(join(folder.path, 'lobby'))).toEqual(['counting.json']);
    expect(savedIn(written())).toBe(2);
  });
});

describe('a folder that cannot be written', () => {
  it('holds up nothing: it is said once, counted, tried again, and said when it works', async () => {
    writeFileSync(join(folder.path, 'lobby'), 'a file where the folder should be');
    const part = new Part(1);
    const stream = state().open('lobby', [part]);
    for (let second = 1; second <= 3; second++) {
      await touched(stream);
      clock.advance(1000);
      await eventually(() => valueOf(registry.snapshot(), WRITE_ERRORS) === second);
    }
    expect(logged.messages()).toEqual([
      'state cannot be written, what is counted now is lost at a restart: free or repair the disk, and let this user write to the folder (stateFolder)',
    ]);

    rmSync(join(folder.path, 'lobby'));
    await touched(stream);
    clock.advance(1000);
    await eventually(() => savedIn(written()) === 1);
    await eventually(() => logged.messages().includes('state can be written again'));
  });
});
