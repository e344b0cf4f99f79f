import { fakeFrame } from '../../test/frame/frames.js';
import { settle } from '../../test/settle.js';
import { SharedFrame } from '../frame/index.js';
import { LatestFrame } from './latest-frame.js';

/** Slow work whose end the test decides. */
function slow() {
  const worked: number[] = [];
  let finish: () => void = () => undefined;
  const latest = new LatestFrame(async ({ ptsUs }: SharedFrame) => {
    worked.push(ptsUs);
    await new Promise<void>((resolve) => (finish = resolve));
  });
  const next = async () => {
    finish();
    await settle();
  };
  /** Offers a frame, which the caller then lets go of. */
  const offer = (ptsUs: number) => {
    using frame = fakeFrame({ ptsUs }).frame;
    latest.offer(frame);
  };
  return { latest, offer, worked, next };
}

afterEach(() => expect(SharedFrame.live).toBe(0));

describe('LatestFrame', () => {
  it('works on one frame at a time, and of those that come meanwhile on the last only', async () => {
    const { latest, offer, worked, next } = slow();
    for (const ptsUs of [0, 1, 2, 3]) offer(ptsUs);
    expect(worked).toEqual([0]);
    expect(SharedFrame.live).toBe(2);
    await next();
    expect(worked).toEqual([0, 3]);
    await next();
    expect(latest.busy).toBe(false);
  });

  it('leaves the caller’s frame to the caller', async () => {
    const { latest, next } = slow();
    const { frame, counted } = fakeFrame();
    latest.offer(frame);
    await next();
    expect(counted.freed).toBe(0);
    frame[Symbol.dispose]();
    expect(counted.freed).toBe(1);
  });

  it('drains: lets go of what waits, and waits for what is being done', async () => {
    const { latest, offer, worked, next } = slow();
    offer(0);
    offer(1);
    let drained = false;
    void latest.drain().then(() => (drained = true));
    await settle();
    expect([drained, SharedFrame.live]).toEqual([false, 1]);
    await next();
    expect([drained, SharedFrame.live]).toEqual([true, 0]);
    offer(1);
    expect(worked).toEqual([0, 1]);
    await next();
  });

  it('takes nothing any more once closed', async () => {
    const { latest, offer, worked } = slow();
    await latest.close();
    offer(0);
    expect(worked).toEqual([]);
  });
});
