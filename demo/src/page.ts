// Some functions here run in the page.
/// <reference lib="dom" />
import { launchChromium } from '@framewatch/preview';
import type { Page } from 'playwright-core';

/** What the inference panel says after it has painted a picture: the detail of its `framewatch:painted` event. */
interface Painted {
  epoch: number;
  ptsUs: number;
  verdict: string;
  resultPtsUs: number | null;
  detections: readonly unknown[];
}

/** What was seen of the page. */
export interface PageReport {
  painted: number;
  /** Pictures painted with the result of that very picture. */
  paired: number;
  /** Pictures painted with the result of another one: there must be none. */
  mispaired: number;
  /** Pictures between two results, painted with what lies between them. */
  interpolated: number;
  /** Pictures painted without a result. */
  bare: number;
  /** Pictures that differ from the one before. */
  moving: number;
  /** Pictures with at least one detection. */
  withDetections: number;
  problems: string[];
}

const WANTED_PICTURES = 90;
const DEADLINE_MS = 60_000;
/** At least this share of the pictures has to differ from the one before: a still camera has noise, a frozen one none. */
const LEAST_MOVING = 0.5;

export interface WatchOptions {
  /** The browser's program. */
  chromium: string;
  /** File for a picture of the page. */
  screenshot: string | null;
  /** Closes the browser before its time. */
  ending: AbortSignal;
}

/** Opens the page, watches the panel paint and reports on it. */
export async function watchPage(url: string, { chromium, screenshot, ending }: WatchOptions): Promise<PageReport> {
  const browser = await launchChromium(chromium, { handleSignals: false });
  const close = () => void browser.close();
  ending.addEventListener('abort', close);
  try {
    ending.throwIfAborted();
    const page = await browser.newPage({ viewport: { width: 1440, height: 810 } });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.addInitScript(observePanel);
    await page.goto(url);
    const report = await collect(page);
    if (screenshot) await page.screenshot({ path: screenshot });
    return { ...report, problems: [...problemsOf(report), ...errors.map((text) => `the page reports: ${text}`)] };
  } finally {
    ending.removeEventListener('abort', close);
    await browser.close();
  }
}

type Counts = Omit<PageReport, 'problems'>;

/** Runs in the page: counts what the panel paints. */
function observePanel(): void {
  const counts = { painted: 0, paired: 0, mispaired: 0, interpolated: 0, bare: 0, moving: 0, withDetections: 0 };
  Object.assign(window, { framewatchCounts: counts });
  const small = document.createElement('canvas');
  small.width = 32;
  small.height = 18;
  const context = small.getContext('2d', { willReadFrequently: true });
  let last = '';
  document.addEventListener(
    'framewatch:painted',
    (event) => {
      const { ptsUs, verdict, resultPtsUs, detections } = (event as CustomEvent<Painted>).detail;
      counts.painted += 1;
      if (verdict === 'interpolated') counts.interpolated += 1;
      else if (resultPtsUs === null) counts.bare += 1;
      else if (resultPtsUs === ptsUs) counts.paired += 1;
      else counts.mispaired += 1;
      if (detections.length > 0) counts.withDetections += 1;
      const video = (event.target as Element).querySelector('canvas');
      if (!video || !context) return;
      context.drawImage(video, 0, 0, small.width, small.height);
      const picture = context.getImageData(0, 0, small.width, small.height).data.join();
      if (picture !== last) counts.moving += 1;
      last = picture;
    },
    // The event does not bubble; on its way down it passes here.
    { capture: true }
  );
}

async function collect(page: Page): Promise<Counts> {
  const read = () => page.evaluate(() => (window as unknown as { framewatchCounts: Counts }).framewatchCounts);
  const enough = (wanted: number) =>
    (window as unknown as { framewatchCounts: Counts }).framewatchCounts.painted >= wanted;
  await page.waitForFunction(enough, WANTED_PICTURES, { timeout: DEADLINE_MS, polling: 200 }).catch(() => undefined);
  return read();
}

function problemsOf(report: Counts): string[] {
  const { painted, paired, mispaired, moving, withDetections } = report;
  const problems: string[] = [];
  if (painted < WANTED_PICTURES) problems.push(`the panel painted ${painted} pictures in ${DEADLINE_MS / 1000} s`);
  if (mispaired > 0) problems.push(`${mispaired} pictures were painted with the result of another picture`);
  if (paired === 0) problems.push('no picture was painted with its result');
  if (moving < painted * LEAST_MOVING)
    problems.push(`only ${moving} of ${painted} pictures differ from the one before`);
  if (withDetections === 0) problems.push('nothing was detected in any picture');
  return problems;
}
