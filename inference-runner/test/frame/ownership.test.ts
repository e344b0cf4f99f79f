import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { SharedFrame } from '../../src/frame/index.js';
import { createSource } from '../../src/source/index.js';
import { makeClip } from '../source/clip.js';
import { countLiveObjects } from '../source/live-objects.js';
import { Recorder } from '../source/recorder.js';

let folder: string;
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framewatch-frames-'));
  url = path.join(folder, 'clip.mp4');
  await makeClip({ path: url });
});
afterAll(() => rm(folder, { recursive: true }));

/** Plays the clip to a listener until something ends it. */
async function play(listener: Recorder): Promise<void> {
  const source = createSource(
    { url, pace: 'unpaced', loop: false, stallSeconds: 5 },
    { log: pino({ level: 'silent' }) }
  );
  source.start(listener, listener);
  await listener.until(() => ['ended', 'failed'].includes(listener.path.at(-1) ?? ''));
  await source.stop();
}

function broken(): Promise<void> {
  throw new Error('this listener is broken');
}

describe('the frames of a source', () => {
  it.each<[string, () => Promise<void>, string]>([
    ['keeps none', () => Promise.resolve(), 'ended'],
    ['throws', broken, 'failed'],
  ])('are freed after a listener that %s', async (_, onFrame, end) => {
    const { counts, restore } = countLiveObjects();
    try {
      const listener = new Recorder(onFrame);
      await play(listener);
      expect(listener.path.at(-2)).toBe(end);
      expect(SharedFrame.live).toBe(0);
      expect(counts).toEqual({ frames: 0, packets: 0, doubleFrees: 0 });
    } finally {
      restore();
    }
  });

  it('outlive the call, and the source, where the listener retains them', async () => {
    const kept: SharedFrame[] = [];
    class Keeper extends Recorder {
      override onFrame(frame: SharedFrame): void {
        kept.push(frame.retain());
      }
    }
    await play(new Keeper());
    expect(SharedFrame.live).toBe(kept.length);
    expect(kept.every(({ picture }) => picture.width === 160)).toBe(true);
    for (const frame of kept) frame[Symbol.dispose]();
    expect(SharedFrame.live).toBe(0);
  });
});
