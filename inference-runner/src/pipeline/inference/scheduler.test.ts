import { FakeClock } from '../../../test/fake-clock.js';
import { type GiveUpReason, Scheduler } from './scheduler.js';
import { FairSemaphore } from './fair-semaphore.js';

/** A scheduler of numbered frames; the test ends their work. */
function setUp(live: boolean, targetFps: number | null = null, semaphore = new FairSemaphore(3)) {
  const clock = new FakeClock();
  const working = new Map<number, () => void>();
  const begun: number[] = [];
  const givenUp: [number, GiveUpReason][] = [];
  const scheduler = new Scheduler<number>({
    live,
    targetFps,
    maxInFlight: live ? 2 : 3,
    clock,
    semaphore,
    work: (frame) => {
      begun.push(frame);
      return new Promise((resolve) => working.set(frame, resolve));
    },
    giveUp: (frame, reason) => givenUp.push([frame, reason]),
  });
  const finish = async (frame: number) => {
    working.get(frame)?.();
    working.delete(frame);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { clock, scheduler, begun, givenUp, finish };
}

describe('frames of a live source', () => {
  it('are worked on two at a time; of those that wait the latest wins and each loser is given up', async () => {
    const { scheduler, begun, givenUp, finish } = setUp(true);
    for (const frame of [1, 2, 3, 4, 5]) scheduler.offer(frame);
    expect(begun).toEqual([1, 2]);
    expect(givenUp).toEqual([
      [3, 'newer-frame'],
      [4, 'newer-frame'],
    ]);
    await finish(1);
    expect(begun).toEqual([1, 2, 5]);
  });

  it('are left out when they come faster than the target', () => {
    const { clock, scheduler, begun, givenUp } = setUp(true, 10);
    for (const frame of [1, 2, 3, 4]) {
      scheduler.offer(frame);
      clock.advance(40);
    }
    expect(begun).toEqual([1, 4]);
    expect(givenUp).toEqual([
      [2, 'target-fps'],
      [3, 'target-fps'],
    ]);
  });
});

describe('frames of a file that is not paced', () => {
  it('are all worked on: the next is taken when there is room', async () => {
    const { scheduler, begun, givenUp, finish } = setUp(false);
    for (const frame of [1, 2, 3]) scheduler.offer(frame);
    await scheduler.ready();
    scheduler.offer(4);
    let goOn = false;
    void scheduler.ready().then(() => (goOn = true));
    await Promise.resolve();
    expect(begun).toEqual([1, 2, 3]);
    expect(goOn).toBe(false);

    await finish(2);
    expect(begun).toEqual([1, 2, 3, 4]);
    expect(goOn).toBe(true);
    expect(givenUp).toEqual([]);
  });

  it('wait for the target frame rate', () => {
    const { clock, scheduler, begun } = setUp(false, 10);
    scheduler.offer(1);
    scheduler.offer(2);
    expect(begun).toEqual([1]);
    clock.advance(80);
    expect(begun).toEqual([1]);
    clock.advance(20);
    expect(begun).toEqual([1, 2]);
  });
});

describe('closing', () => {
  it.each([true, false])('gives up what waits and ends after what is under way (live: %s)', async (live) => {
    const { scheduler, begun, givenUp, finish } = setUp(live);
    const mostAtOnce = live ? 2 : 3;
    for (let frame = 1; frame <= mostAtOnce; frame += 1) scheduler.offer(frame);
    scheduler.offer(9);
    const waiting = scheduler.ready();
    let closed = false;
    const closing = scheduler.close().then(() => (closed = true));
    await waiting;
    expect(givenUp).toEqual([[9, 'shutdown']]);
    expect(closed).toBe(false);
    for (const frame of [...begun]) await finish(frame);
    await closing;
  });

  it('gives up what still comes, and lets go of a frame that waits for a permit', async () => {
    const { clock, scheduler, givenUp, finish, begun } = setUp(false, 10);
    scheduler.offer(1);
    scheduler.offer(2);
    const waiting = scheduler.ready();
    await finish(1);
    await scheduler.close();
    await waiting;
    scheduler.offer(3);
    clock.advance(1000);
    expect(begun).toEqual([1]);
    expect(givenUp).toEqual([
      [2, 'shutdown'],
      [3, 'shutdown'],
    ]);
  });
});

describe('streams that share a model', () => {
  it('wait in order, and give the latest frame when they get in', async () => {
    const semaphore = new FairSemaphore(2);
    const [a, b, c] = [setUp(true, null, semaphore), setUp(true, null, semaphore), setUp(true, null, semaphore)];
    a.scheduler.offer(1);
    a.scheduler.offer(2);
    b.scheduler.offer(1);
    c.scheduler.offer(1);
    b.scheduler.offer(2);
    a.scheduler.offer(3);
    expect([a.begun, b.begun, c.begun]).toEqual([[1, 2], [], []]);

    await a.finish(1);
    expect([a.begun, b.begun, c.begun]).toEqual([[1, 2], [2], []]);
    expect(b.givenUp).toEqual([[1, 'newer-frame']]);
    await a.finish(2);
    expect([a.begun, b.begun, c.begun]).toEqual([[1, 2], [2], [1]]);
    await b.finish(2);
    expect(a.begun).toEqual([1, 2, 3]);
  });

  it('are not held up by one that is closed while it waits', async () => {
    const semaphore = new FairSemaphore(1);
    const [a, b, c] = [setUp(true, null, semaphore), setUp(true, null, semaphore), setUp(true, null, semaphore)];
    a.scheduler.offer(1);
    b.scheduler.offer(1);
    c.scheduler.offer(1);
    await b.scheduler.close();
    await a.finish(1);
    expect([b.begun, c.begun]).toEqual([[], [1]]);
    await c.finish(1);
    a.scheduler.offer(2);
    expect(a.begun).toEqual([1, 2]);
  });
});
