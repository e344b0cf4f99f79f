import { FakeFrame, settle } from '../../test/relay/fake-frame.js';
import { LatestFrame, type TimedFrame } from './latest-frame.js';

/** Slow work whose end the test decides. */
function slow() {
  const worked: number[] = [];
  let finish: () => void = () => undefined;
  const latest = new LatestFrame(async ({ ptsUs }: TimedFrame) => {
    worked.push(ptsUs);
    await new Promise<void>((resolve) => (finish = resolve));
  });
  const next = async () => {
    finish();
    await settle();
  };
  return { latest, worked, next };
}

describe('LatestFrame', () => {
  it('works on one frame at a time, and of those that come meanwhile on the last only', async () => {
    const { latest, worked, next } = slow();
    const frames = [0, 1, 2, 3].map((ptsUs) => new FakeFrame(ptsUs));
    for (const frame of frames) latest.offer(frame.timed());
    expect(worked).toEqual([0]);
    await next();
    expect(worked).toEqual([0, 3]);
    await next();
    expect(latest.busy).toBe(false);
    for (const frame of frames) expect(frame.references).toBe(1);
  });

  it('leaves the caller’s frame to the caller', async () => {
    const { latest, next } = slow();
    const frame = new FakeFrame(0);
    latest.offer(frame.timed());
    frame.free();
    expect(frame.references).toBe(1);
    await next();
    expect(frame.references).toBe(0);
  });

  it('drains: lets go of what waits, and waits for what is being done', async () => {
    const { latest, worked, next } = slow();
    const [working, waiting] = [new FakeFrame(0), new FakeFrame(1)];
    latest.offer(working.timed());
    latest.offer(waiting.timed());
    let drained = false;
    void latest.drain().then(() => (drained = true));
    await settle();
    expect([drained, waiting.references, working.references]).toEqual([false, 1, 2]);
    await next();
    expect([drained, working.references]).toEqual([true, 1]);
    latest.offer(waiting.timed());
    expect(worked).toEqual([0, 1]);
    await next();
  });

  it('takes nothing any more once closed', async () => {
    const { latest, worked } = slow();
    await latest.close();
    const frame = new FakeFrame(0);
    latest.offer(frame.timed());
    expect([worked, frame.references]).toEqual([[], 1]);
  });
});
