/// <reference lib="dom" />
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { makeClip } from '../../inference-runner/test/source/clip.js';
import type { EdgeReading } from './page/read-edges.js';
import { PanelPages, chromium } from './panel-page.js';

const [WIDTH, HEIGHT] = [640, 360];
const RECTANGLE = { width: 80, from: 10, to: 550 };
const FRAMES = RECTANGLE.to - RECTANGLE.from;
const FRAME_US = 1e6 / 30;
const WANTED = 300;
/** Where the rectangle jumps back to the left there is a result before, and one of another object after it. */
const MARGIN = 6;

/** The proof that between two results the box lies where the object is, from the pixels of both canvases. */
const proof = chromium === null ? describe.skip : describe;
const noBrowser = chromium === null ? ' (needs Chromium: apt install chromium)' : '';

proof(`a rectangle at constant speed, with results of every fourth picture${noBrowser}`, () => {
  jest.setTimeout(240_000);
  let folder: string;
  let clip: string;
  let pages: PanelPages;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-smooth-'));
    clip = path.join(folder, 'moving.mp4');
    await makeClip({ path: clip, width: WIDTH, height: HEIGHT, frames: FRAMES, gop: 30, draw: rectangle });
    pages = await PanelPages.launch(path.join(__dirname, 'page/read-edges.ts'));
  });
  afterEach(() => pages.stop());
  afterAll(async () => {
    await pages.close();
    await rm(folder, { recursive: true });
  });

  const open = (options: object): Promise<Page> =>
    pages.open(path.join(__dirname, 'programs/moving-runner.mjs'), clip, { labels: false, hud: false, ...options });

  /** Pictures as they are shown, from the first with a result on, away from the jump. */
  async function shown(page: Page, { as = 'paired' } = {}): Promise<EdgeReading[]> {
    const enough = ({ least, verdict }: { least: number; verdict: string }) => {
      const readings = (globalThis as unknown as { framewatchEdges: EdgeReading[] }).framewatchEdges;
      return readings.slice(readings.findIndex((one) => one.verdict === verdict)).length >= least;
    };
    const least = WANTED + 4 * MARGIN;
    await page.waitForFunction(enough, { least, verdict: as }, { timeout: 120_000, polling: 250 });
    const all = await page.evaluate(
      () => (globalThis as unknown as { framewatchEdges: EdgeReading[] }).framewatchEdges
    );
    const from = all.findIndex(({ verdict }) => verdict === as);
    const awayFromJump = ({ picture }: EdgeReading) =>
      picture !== null && picture[0] > RECTANGLE.from + MARGIN && picture[0] < RECTANGLE.to - MARGIN;
    return all.slice(from).filter(awayFromJump).slice(0, WANTED);
  }

  const distance = ({ picture, box }: EdgeReading): number =>
    picture && box ? Math.max(Math.abs(picture[0] - box[0]), Math.abs(picture[1] - box[1])) : Infinity;

  it.each(['webcodecs', 'jpeg'])(
    `is within 1 px of its box in ${WANTED} of ${WANTED} pictures, by way of %s`,
    async (transport) => {
      // Of JPEG every other picture is sent, which may be just those without a result of their own.
      const as = transport === 'jpeg' ? 'interpolated' : 'paired';
      const readings = await shown(await open({ sync: 'smooth', transport }), { as });
      expect(readings).toHaveLength(WANTED);
      expect(readings.filter((reading) => !(distance(reading) < 1))).toEqual([]);
      const own = readings.filter(({ verdict }) => verdict === 'paired').length;
      const every = transport === 'jpeg' ? 2 : 1;
      expect(own / WANTED).toBeLessThan(every / 4 + 0.1);
      expect(leftOut(readings, every)).toBeLessThan(WANTED / 10);
    }
  );

  it('is shown smoothly by itself, since the model is slower than the camera', async () => {
    const readings = await shown(await open({}), { as: 'interpolated' });
    expect(readings.filter((reading) => !(distance(reading) < 1))).toEqual([]);
  });
});

/** Pictures that were not shown, though they came: every `every`th comes. A browser that is busy leaves some out. */
function leftOut(readings: readonly EdgeReading[], every: number): number {
  const steps = readings.slice(1).map(({ ptsUs }, i) => (ptsUs - (readings[i]?.ptsUs ?? 0)) / (FRAME_US * every));
  const jump = (2 * MARGIN) / every;
  return steps.reduce((sum, step) => sum + (step < jump ? Math.round(step) - 1 : 0), 0);
}

function rectangle(x: number, y: number, index: number): [number, number, number] {
  const left = RECTANGLE.from + index;
  const inside = x >= left && x < left + RECTANGLE.width && y >= HEIGHT / 3 && y < (HEIGHT * 2) / 3;
  return [inside ? 200 : 40, 128, 128];
}
