import { FairSemaphore } from './fair-semaphore.js';
import { JointSemaphore } from './joint-semaphore.js';

const never = () => {
  throw new Error('it has no permit');
};

describe('a semaphore of two models', () => {
  it('gives a permit once both have one', () => {
    const [pose, faces] = [new FairSemaphore(1), new FairSemaphore(1)];
    const both = new JointSemaphore([pose, faces]);
    faces.acquire(() => undefined);
    let runs = 0;
    both.acquire(() => (runs += 1));
    expect(runs).toBe(0);
    faces.release();
    expect(runs).toBe(1);
    both.release();
    let free = 0;
    pose.acquire(() => (free += 1));
    faces.acquire(() => (free += 1));
    expect(free).toBe(2);
  });

  it('gives back what it holds when it is given up', () => {
    const [pose, faces] = [new FairSemaphore(1), new FairSemaphore(1)];
    faces.acquire(() => undefined);
    const giveUp = new JointSemaphore([pose, faces]).acquire(never);
    giveUp();
    faces.release();
    giveUp();
    let held = 0;
    pose.acquire(() => (held += 1));
    faces.acquire(() => (held += 1));
    expect(held).toBe(2);
  });

  it('keeps its permits where giving up comes too late', () => {
    const pose = new FairSemaphore(1);
    const both = new JointSemaphore([pose]);
    const giveUp = both.acquire(() => undefined);
    giveUp();
    pose.acquire(never);
  });
});
