import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AVCOL_RANGE_MPEG } from 'node-av/constants';
import { pino } from 'pino';
import { SharedFrame } from '../../src/frame/index.js';
import { StillStore } from '../../src/stills/index.js';
import { FakeClock } from '../fake-clock.js';
import { greyPicture, view } from '../encode/pictures.js';
import { shared } from '../frame/frames.js';

const log = pino({ level: 'silent' });
let root: string;
let folder: string;
let stores: StillStore[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'framewatch-stills-'));
  folder = join(root, 'lobby', 'stills');
  stores = [];
});

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  expect(SharedFrame.live).toBe(0);
  await rm(root, { recursive: true });
});

function open(): StillStore {
  const store = new StillStore({ folder, log, clock: new FakeClock() });
  stores.push(store);
  return store;
}

/** Takes a still of a grey picture. */
function take(store: StillStore, id: string, width = 1280, height = 720): boolean {
  using frame = shared(greyPicture({ width, height, range: AVCOL_RANGE_MPEG, luma: 90 }));
  return store.take(id, frame);
}

/** Waits until the store holds no frame. */
async function written(): Promise<void> {
  while (SharedFrame.live > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Waits until the still can be read. */
async function read(store: StillStore, id: string): Promise<Uint8Array> {
  for (;;) {
    const jpeg = await store.read(id);
    if (jpeg) return jpeg;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('StillStore', () => {
  it('keeps a small JPEG of a frame, which outlives the runner', async () => {
    expect(take(open(), 'covered-1')).toBe(true);
    expect(stores[0]!.has('covered-1')).toBe(true);
    const jpeg = await read(stores[0]!, 'covered-1');
    expect(await view('jpeg', [jpeg])).toMatchObject([{ width: 640, height: 360 }]);
    await written();
    expect(await readdir(folder)).toEqual(['covered-1.jpg']);
    const later = open();
    expect(later.has('covered-1')).toBe(true);
    expect(await later.read('covered-1')).toEqual(Buffer.from(jpeg));
  });

  it('refuses more than it can encode soon, and goes on afterwards', async () => {
    const store = open();
    const taken = Array.from({ length: 10 }, (_, index) => take(store, `count-${index}`, 64, 36));
    // One is being encoded, four wait.
    expect(taken.filter(Boolean)).toHaveLength(5);
    expect(store.has('count-9')).toBe(false);
    await written();
    expect(take(store, 'count-9', 64, 36)).toBe(true);
    await read(store, 'count-9');
  });

  it('keeps the newest 200, also of those of before a restart', async () => {
    await mkdir(folder, { recursive: true });
    for (let index = 0; index < 200; index++) {
      const path = join(folder, `covered-${index}.jpg`);
      await writeFile(path, 'x');
      await utimes(path, index, index);
    }
    const store = open();
    take(store, 'covered-200', 64, 36);
    await read(store, 'covered-200');
    await stores[0]!.close();
    const names = await readdir(folder);
    expect(names).toHaveLength(200);
    expect([names.includes('covered-0.jpg'), names.includes('covered-1.jpg')]).toEqual([false, true]);
  });

  it('keeps 100 of entries and crossings, so that they leave room for what is rare', async () => {
    await mkdir(folder, { recursive: true });
    const ids = ['covered-1', ...Array.from({ length: 100 }, (_, index) => `crossing-${index}`)];
    for (const [index, id] of ids.entries()) {
      await writeFile(join(folder, `${id}.jpg`), 'x');
      await utimes(join(folder, `${id}.jpg`), index, index);
    }
    const store = open();
    take(store, 'entry-1', 64, 36);
    await read(store, 'entry-1');
    await stores[0]!.close();
    const names = await readdir(folder);
    expect(names).toHaveLength(101);
    expect(['covered-1', 'crossing-0', 'crossing-1'].map((id) => names.includes(`${id}.jpg`))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('removes what was half written, and leaves what is not its own', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'moved-1.jpg.tmp'), 'half');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await writeFile(join(folder, 'a b.jpg'), 'mine');
    const store = open();
    expect((await readdir(folder)).sort()).toEqual(['a b.jpg', 'notes.txt']);
    expect(store.has('a b')).toBe(false);
  });

  it('takes no still under a name that leads out of its folder', async () => {
    const store = open();
    for (const id of ['../evil', '.hidden', '', 'a/b', 'a'.repeat(200)]) expect(take(store, id)).toBe(false);
    expect(await store.read('../evil')).toBeNull();
  });

  it('goes on without a still that cannot be written', async () => {
    await mkdir(join(root, 'lobby'), { recursive: true });
    await writeFile(folder, 'a file where the folder should be');
    const store = open();
    expect(take(store, 'black-1', 64, 36)).toBe(true);
    await written();
    await store.close();
    expect(store.has('black-1')).toBe(false);
    expect(await store.read('black-1')).toBeNull();
  });

  it('takes nothing once it is closed', async () => {
    const store = open();
    take(store, 'frozen-1');
    take(store, 'frozen-2');
    await store.close();
    expect(SharedFrame.live).toBe(0);
    expect(take(store, 'frozen-3')).toBe(false);
  });
});
