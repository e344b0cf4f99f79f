import { Frame, Packet } from 'node-av/lib';

interface Allocated {
  alloc(): void;
  clone(): unknown;
  free(): void;
}

/**
 * Counts what FFmpeg has allocated and nobody freed yet; a second `free` of the same object is counted apart.
 * Call before anything is made; `restore` after.
 */
export function countLiveObjects() {
  const counts = { frames: 0, packets: 0, doubleFrees: 0 };
  const freed = new WeakSet<object>();
  const spies = [...watch(Frame.prototype, 'frames'), ...watch(Packet.prototype, 'packets')];
  return {
    counts,
    restore: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };

  function watch(prototype: Allocated, name: 'frames' | 'packets') {
    const { alloc, free, clone } = prototype;
    return [
      jest.spyOn(prototype, 'alloc').mockImplementation(function (this: Allocated) {
        counts[name] += 1;
        alloc.call(this);
      }),
      jest.spyOn(prototype, 'clone').mockImplementation(function (this: Allocated) {
        counts[name] += 1;
        return clone.call(this);
      }),
      jest.spyOn(prototype, 'free').mockImplementation(function (this: Allocated) {
        if (freed.has(this)) counts.doubleFrees += 1;
        freed.add(this);
        counts[name] -= 1;
        free.call(this);
      }),
    ];
  }
}
