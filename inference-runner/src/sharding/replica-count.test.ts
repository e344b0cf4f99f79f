import { FakeClock } from '../../test/fake-clock.js';
import { LOOK_INTERVAL_MS, ReplicaCount } from './replica-count.js';
import type { ShardConfig } from '../config/index.js';

const CONFIG: ShardConfig = { ordinal: 0, replicas: 1, maxReplicas: 5, peers: 'http://r-{ordinal}', graceSeconds: 60 };

let clock: FakeClock;
let ready: Set<number>;
let asked: number[];
let changes: number[];

function createCount(change: Partial<ShardConfig> = {}): ReplicaCount {
  const isReady = (ordinal: number) => {
    asked.push(ordinal);
    return Promise.resolve(ready.has(ordinal));
  };
  return new ReplicaCount({ ...CONFIG, ...change }, { isReady, clock });
}

async function follow(count: ReplicaCount): Promise<ReplicaCount> {
  await count.follow(() => changes.push(count.count));
  return count;
}

/** Moves time on, look by look. */
async function pass(seconds: number): Promise<void> {
  for (let ms = 0; ms < seconds * 1000; ms += LOOK_INTERVAL_MS) {
    clock.advance(LOOK_INTERVAL_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

beforeEach(() => {
  clock = new FakeClock();
  ready = new Set();
  asked = [];
  changes = [];
});

describe('the number of replicas', () => {
  it('is what the configuration says, without asking anybody, where it cannot change', async () => {
    const count = await follow(createCount({ replicas: 3, maxReplicas: 3 }));
    expect(count.count).toBe(3);
    expect(asked).toEqual([]);
    expect(clock.nextMs).toBeNull();
  });

  it('is known before the first stream starts', async () => {
    ready = new Set([1, 2]);
    expect((await follow(createCount())).count).toBe(3);
    expect(changes).toEqual([]);
  });

  it('never leaves out the replica itself, even before another can reach it', async () => {
    expect((await follow(createCount({ ordinal: 3 }))).count).toBe(4);
    expect(asked).not.toContain(3);
  });

  it('grows once a new replica is ready, and not before', async () => {
    const count = await follow(createCount());
    await pass(30);
    expect(count.count).toBe(1);
    ready.add(1);
    await pass(5);
    expect(changes).toEqual([2]);
  });

  it('stays while a replica in the middle is down: its streams wait for it', async () => {
    ready = new Set([1, 2]);
    await follow(createCount());
    ready.delete(1);
    await pass(300);
    expect(changes).toEqual([]);
  });

  it('stays while the last one restarts, and shrinks after the grace time', async () => {
    ready = new Set([1, 2]);
    const count = await follow(createCount());
    ready.delete(2);
    await pass(55);
    ready.add(2);
    await pass(5);
    ready.delete(2);
    await pass(55);
    expect(changes).toEqual([]);
    await pass(10);
    expect(changes).toEqual([2]);
    expect(count.count).toBe(2);
  });

  it('does not fall below the least number of replicas', async () => {
    ready = new Set([2]);
    const count = await follow(createCount({ replicas: 2 }));
    expect(asked).not.toContain(1);
    ready.clear();
    await pass(600);
    expect(count.count).toBe(2);
  });

  it('is not asked for any more once it was stopped', async () => {
    const count = await follow(createCount());
    count.stop();
    expect(clock.nextMs).toBeNull();
  });
});
