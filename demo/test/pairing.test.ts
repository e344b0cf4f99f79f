/// <reference lib="dom" />
import { makeNumberedClip } from '@framewatch/models';
import { mkdtemp, rm } from 'node:fs/promises';
import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { SEEN, matrixOf, stored } from '../../inference-runner/test/picture/patterns.js';
import { makeClip } from '../../inference-runner/test/source/clip.js';
import { TestCamera, noCamera } from '../../inference-runner/test/source/test-camera.js';
import type { Reading } from './page/read-painted.js';
import { PanelPages, chromium } from './panel-page.js';

const WANTED = 300;
const FRAMES = 1800;

/** The proof that each picture is painted with the result of that very picture, from the pixels of both canvases. */
const proof = chromium === null ? describe.skip : describe;
const noBrowser = chromium === null ? ' (needs Chromium: apt install chromium)' : '';

proof(`pictures and overlays in a browser, with a model that takes 0 to 150 ms${noBrowser}`, () => {
  jest.setTimeout(240_000);
  let folder: string;
  let clip: string;
  let pages: PanelPages;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-pairing-'));
    clip = path.join(folder, 'numbered.mp4');
    await makeNumberedClip({ path: clip, frames: FRAMES, width: 640, height: 360 });
    pages = await PanelPages.launch(path.join(__dirname, 'page/read-painted.ts'));
  });
  afterEach(() => pages.stop());
  afterAll(async () => {
    await pages.close();
    await rm(folder, { recursive: true });
  });

  const open = (url: string, options: object, lifetimeMs?: number): Promise<Page> =>
    pages.open(
      path.join(__dirname, 'programs/numbered-runner.mjs'),
      url,
      { sync: 'exact', labels: false, confidence: false, skeletons: false, hud: false, ...options },
      lifetimeMs === undefined ? [] : [String(lifetimeMs)]
    );

  const read = (page: Page): Promise<Reading[]> =>
    page.evaluate(() => (globalThis as unknown as { framewatchReadings: Reading[] }).framewatchReadings);

  /** Waits until `count` pictures were painted with a result, counted from the reading numbered `from`. */
  async function paired(page: Page, count: number, from = 0): Promise<Reading[]> {
    const enough = ([least, first]: [number, number]) =>
      (globalThis as unknown as { framewatchReadings: Reading[] }).framewatchReadings
        .slice(first)
        .filter(({ result }) => result !== null).length >= least;
    await page.waitForFunction(enough, [count, from] as [number, number], { timeout: 120_000, polling: 250 });
    return (await read(page)).slice(from);
  }

  /** Readings in which the three numbers are not the same. A picture whose result never came is painted bare. */
  const wrong = (readings: readonly Reading[]): Reading[] =>
    readings.filter(({ picture, result, overlay }) =>
      result === null ? overlay !== null : picture !== result || overlay !== result % 32
    );

  it.each(['webcodecs', 'jpeg'])(`are of the same frame, ${WANTED} times, by way of %s`, async (transport) => {
    const page = await open(clip, { transport });
    const readings = await paired(page, WANTED);
    expect(wrong(readings)).toEqual([]);
    expect(new Set(readings.map(({ picture }) => picture)).size).toBeGreaterThan(WANTED / 2);
  });

  it('are of the same frame while connections live for three seconds, and nothing is painted twice or goes back', async () => {
    const page = await open(clip, {}, 3_000);
    const readings = await paired(page, WANTED);
    expect(pages.sockets).toBeGreaterThanOrEqual(6);
    expect(wrong(readings)).toEqual([]);
    // The clip begins again after its last picture.
    const steps = readings.slice(1).map(({ picture }, i) => {
      const before = readings[i]?.picture ?? NaN;
      return ((picture ?? NaN) - before + FRAMES) % FRAMES;
    });
    expect(steps.filter((step) => !(step > 0 && step < FRAMES / 2))).toEqual([]);
    await expect(page.getByTestId('framewatch-live').getAttribute('data-state')).resolves.toBe('live');
  });

  it.each([
    ['webcodecs', { rotation: 90, flip: false }],
    ['webcodecs', { rotation: 180, flip: true }],
    ['jpeg', { rotation: 270, flip: false }],
  ] as const)('are the right side up, whichever way they are stored: by way of %s, %j', async (transport, turn) => {
    const [width, height] = [128, 64];
    const file = path.join(folder, `turned-${turn.rotation}-${turn.flip}.mp4`);
    await makeClip({
      path: file,
      width,
      height,
      frames: 150,
      draw: (x, y) => stored(width, height, x, y),
      stream: (stream) => stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, matrixOf(turn)),
    });
    const page = await open(file, { transport });
    const painted = () => (globalThis as unknown as { framewatchReadings: Reading[] }).framewatchReadings.length > 5;
    await page.waitForFunction(painted, null, { timeout: 60_000 });
    const { quarters, shape } = await page.evaluate(lookAtCanvas);
    const [, seen] = SEEN.find(([{ rotation, flip }]) => rotation === turn.rotation && flip === turn.flip)!;
    expect(quarters).toEqual(seen);
    expect(shape).toBeCloseTo(turn.rotation % 180 === 0 ? 2 : 0.5, 1);
  });

  const camera = noCamera === null ? it : it.skip;
  const why = noCamera === null ? '' : ` (${noCamera})`;

  camera(`are of the same frame before and after the camera was restarted${why}`, async () => {
    const first = await TestCamera.start({ file: clip });
    pages.stopLater({ stop: () => first.kill() });
    const page = await open(first.url, {});
    const before = await paired(page, WANTED / 2);

    await first.kill();
    const second = await TestCamera.start({ file: clip, port: first.port });
    pages.stopLater({ stop: () => second.kill() });
    const after = await paired(page, WANTED / 2, before.length + 10);

    const all = await read(page);
    expect(wrong(all)).toEqual([]);
    expect(Math.max(...after.map(({ epoch }) => epoch))).toBeGreaterThan(before[0]!.epoch);
  });
});

/** In the page: the colours in the middle of the picture's quarters, and its width over its height. */
function lookAtCanvas(): { quarters: string[]; shape: number } {
  const canvas = document.querySelector('canvas')!;
  const { width, height } = canvas;
  const quarters = [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.25, 0.75],
    [0.75, 0.75],
  ].map(([x = 0, y = 0]) => {
    const [r = 0, g = 0, b = 0] = canvas.getContext('2d')!.getImageData(x * width, y * height, 1, 1).data;
    if (Math.max(r, g, b) - Math.min(r, g, b) < 40) return 'grey';
    if (r > 150) return 'red';
    return g > 150 ? 'green' : 'blue';
  });
  return { quarters, shape: canvas.clientWidth / canvas.clientHeight };
}
