import { PacketQueue } from './packet-queue.js';

function item(name: string, key = false) {
  return { name, key, free: jest.fn() };
}

/** Whether the promise is done after everything that is ready has run. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => (done = true));
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

describe('PacketQueue', () => {
  it('hands items on in order, unfreed', async () => {
    const queue = new PacketQueue<ReturnType<typeof item>>(4, 'wait');
    const items = [item('a'), item('b')];
    for (const each of items) await queue.push(each);
    expect((await queue.shift())?.name).toBe('a');
    expect((await queue.shift())?.name).toBe('b');
    for (const each of items) expect(each.free).not.toHaveBeenCalled();
  });

  it('lets the decoder wait for the next item', async () => {
    const queue = new PacketQueue<ReturnType<typeof item>>(4, 'wait');
    const shifted = queue.shift();
    expect(await isDone(shifted)).toBe(false);
    await queue.push(item('a'));
    expect((await shifted)?.name).toBe('a');
  });

  it('gives what is left after it was closed, then null', async () => {
    const queue = new PacketQueue<ReturnType<typeof item>>(4, 'wait');
    await queue.push(item('a'));
    queue.close();
    expect((await queue.shift())?.name).toBe('a');
    expect(await queue.shift()).toBeNull();
  });

  it('frees what comes too late, and what was in it when it is cleared', async () => {
    const queue = new PacketQueue<ReturnType<typeof item>>(4, 'wait');
    const [inside, late] = [item('inside'), item('late')];
    await queue.push(inside);
    queue.clear();
    await queue.push(late);
    expect(inside.free).toHaveBeenCalledTimes(1);
    expect(late.free).toHaveBeenCalledTimes(1);
    expect(await queue.shift()).toBeNull();
  });

  it('wakes a decoder that waits when it is closed', async () => {
    const queue = new PacketQueue<ReturnType<typeof item>>(4, 'wait');
    const shifted = queue.shift();
    queue.close();
    expect(await shifted).toBeNull();
  });

  describe('of a file', () => {
    it('holds the reader back while it is full', async () => {
      const queue = new PacketQueue<ReturnType<typeof item>>(2, 'wait');
      await queue.push(item('a'));
      const pushed = queue.push(item('b'));
      expect(await isDone(pushed)).toBe(false);
      await queue.shift();
      expect(await isDone(pushed)).toBe(true);
    });

    it('lets the reader go when it is cleared', async () => {
      const queue = new PacketQueue<ReturnType<typeof item>>(1, 'wait');
      const pushed = queue.push(item('a'));
      queue.clear();
      expect(await isDone(pushed)).toBe(true);
    });
  });

  describe('of a camera', () => {
    it('never holds the reader back', async () => {
      const queue = new PacketQueue<ReturnType<typeof item>>(1, 'drop');
      await queue.push(item('a', true));
      expect(await isDone(queue.push(item('b')))).toBe(true);
    });

    it('once full lets everything go up to the next key frame', async () => {
      const onSkip = jest.fn();
      const queue = new PacketQueue<ReturnType<typeof item>>(2, 'drop', onSkip);
      const lost = [item('c'), item('d')];
      await queue.push(item('a', true));
      await queue.push(item('b'));
      await queue.push(lost[0]!);
      await queue.shift();
      await queue.push(lost[1]!);
      await queue.push(item('e', true));
      for (const each of lost) expect(each.free).toHaveBeenCalledTimes(1);
      expect(onSkip).toHaveBeenCalledTimes(1);
      expect([(await queue.shift())?.name, (await queue.shift())?.name]).toEqual(['b', 'e']);
    });

    it('lets a key frame go too while there is no room for it', async () => {
      const queue = new PacketQueue<ReturnType<typeof item>>(1, 'drop');
      await queue.push(item('a', true));
      await queue.push(item('b', true));
      await queue.shift();
      await queue.push(item('c'));
      await queue.push(item('d', true));
      expect((await queue.shift())?.name).toBe('d');
    });
  });
});
