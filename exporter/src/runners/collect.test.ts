import { exampleSnapshot } from '../testing/example-snapshot.js';
import { answers, FakeRunner, MISBEHAVIOUR } from '../testing/fake-runner.js';
import { collect, type CollectOptions } from './collect.js';
import { RunnerUnavailableError } from './errors.js';
import { systemResolver } from './targets.js';

const runners: FakeRunner[] = [];
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
});

async function start(behaviour: Parameters<typeof FakeRunner.start>[0]): Promise<FakeRunner> {
  const runner = await FakeRunner.start(behaviour);
  runners.push(runner);
  return runner;
}

/** The deadline never comes, unless the test passes a signal. */
function options(overrides: Partial<CollectOptions> = {}): CollectOptions {
  const { signal } = new AbortController();
  const limits = { maxBytes: 100_000, maxSeries: 5000, pace: () => Promise.resolve() };
  return { resolver: systemResolver, signal, ...limits, now: () => 0, ...overrides };
}

describe('collect', () => {
  it('asks all at once and answers in the order of the configuration', async () => {
    // Each answers only when all have been asked.
    const waiting: (() => void)[] = [];
    const together =
      (id: string): Parameters<typeof FakeRunner.start>[0] =>
      (response, request) => {
        waiting.push(() => answers(exampleSnapshot(id))(response, request));
        if (waiting.length === 3) waiting.reverse().forEach((answer) => answer());
      };
    const started = await Promise.all(['a', 'b', 'c'].map((id) => start(together(id))));
    const found = await collect(
      started.map(({ config }) => config),
      options()
    );
    expect(found.map(({ address }) => address)).toEqual(started.map(({ address }) => address));
    expect(found.map(({ outcome }) => 'part' in outcome && outcome.runner.id)).toEqual(['a', 'b', 'c']);
  });

  it('returns at the deadline with what there is', async () => {
    const good = await start(answers());
    const bad = await start(MISBEHAVIOUR.hangs);
    const deadline = new AbortController();
    // The deadline comes when the only answer has been read.
    const pace = (): Promise<void> => {
      setImmediate(() => deadline.abort());
      return Promise.resolve();
    };
    const found = await collect([bad.config, good.config], options({ signal: deadline.signal, pace }));
    expect(found[0]?.outcome).toMatchObject({ reason: 'timeout' });
    expect(found[1]?.outcome).toMatchObject({ runner: exampleSnapshot().runner });
  });

  it('reads no answer after the deadline, however many wait to be read', async () => {
    const started = await Promise.all(['a', 'b', 'c'].map((id) => start(answers(exampleSnapshot(id)))));
    const deadline = new AbortController();
    let read = 0;
    const pace = (): Promise<void> => {
      if ((read += 1) === 2) deadline.abort();
      return Promise.resolve();
    };
    const found = await collect(
      started.map(({ config }) => config),
      options({ signal: deadline.signal, pace })
    );
    const late = found.filter(({ outcome }) => outcome instanceof RunnerUnavailableError);
    expect(late.map(({ outcome }) => outcome)).toEqual(Array(2).fill(expect.objectContaining({ reason: 'timeout' })));
  });

  it('returns at the deadline when a name server hangs', async () => {
    const deadline = new AbortController();
    const hangs = (): Promise<never> => {
      setImmediate(() => deadline.abort());
      return new Promise(() => undefined);
    };
    const url = new URL('http://runners.example:9321');
    const found = await collect(
      [{ url, discover: 'addresses', id: 'gate', token: null }],
      options({ resolver: { addresses: hangs, services: hangs }, signal: deadline.signal })
    );
    expect(found).toEqual([
      { address: 'runners.example:9321', id: 'gate', seconds: 0, outcome: expect.any(RunnerUnavailableError) as Error },
    ]);
  });

  it('asks every address of a name', async () => {
    const runner = await start(answers());
    const [found, ...others] = await collect(
      [{ url: new URL(`http://localhost:${runner.port}`), discover: 'addresses', id: null, token: null }],
      options()
    );
    expect(found).toMatchObject({ address: runner.address, outcome: { runner: exampleSnapshot().runner } });
    expect(others).toEqual([]);
  });

  it('asks many runners without a warning of listeners', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockReturnValue();
    const runner = await start(answers());
    await collect(
      Array.from({ length: 30 }, () => runner.config),
      options()
    );
    expect(warned).not.toHaveBeenCalled();
  });

  it('measures how long each took', async () => {
    const runner = await start(answers());
    let time = 0;
    const found = await collect([runner.config], options({ now: () => (time += 250) }));
    expect(found[0]?.seconds).toBe(0.25);
  });
});
