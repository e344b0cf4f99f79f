import { setTimeout as sleep } from 'node:timers/promises';
import { clientMessageSchema } from '@framewatch/protocol';
import { findChromium, launchChromium } from '@framewatch/preview';
import type { CDPSession, Page } from 'playwright-core';
import { atMost, reportOf } from '../checks.js';
import { HelperProcess } from '../helper-process.js';
import { percentile, slope } from '../statistics.js';
import type { Bench, BenchOptions, BenchReport, Check } from '../types.js';
import { observePanel, type PanelWindow, takePanelWindow } from './observe.js';
import type { SceneQuestions } from './scene-helper.js';

const VIDEO = { width: 1280, height: 720, fps: 30 };
/** Size of the window; the preview's page gives the panel a little more than 1280 × 720 of it. */
const VIEWPORT = { width: 1984, height: 860 };
/** Long enough for the minute of history beside the video to be full: what grows after that is a leak. */
const WARM_UP_MS = 70_000;
const HEAP_EVERY_MS = 10_000;
const MEBIBYTE = 1024 * 1024;
/** What the decoder may hold, by the panel's own bound, and what one group of pictures adds when a viewer joins. */
const QUEUE_BOUND = 8 + VIDEO.fps;

interface HeapSample {
  atMs: number;
  bytes: number;
}

/** The panel in Chromium, fed by a real runner: 50 boxes with skeletons over 1280 × 720 at 30 pictures a second. */
export function panelBench(seconds: number): Bench {
  return {
    name: 'panel',
    async run({ say }: BenchOptions): Promise<BenchReport> {
      const chromium = findChromium();
      if (chromium === null) throw new Error('no browser here: install Chromium, or set CHROMIUM to where one is');
      const scene = new HelperProcess<SceneQuestions>(new URL('./scene-helper.js', import.meta.url), {
        UV_THREADPOOL_SIZE: '16',
      });
      const browser = await launchChromium(chromium);
      try {
        say(`making a clip of ${VIDEO.width} × ${VIDEO.height}`);
        const url = await scene.ask('start', VIDEO);
        const page = await browser.newPage({ viewport: VIEWPORT });
        return await measure(page, url, seconds, say);
      } finally {
        await browser.close();
        await scene.end();
      }
    },
  };
}

async function measure(page: Page, url: string, seconds: number, say: BenchOptions['say']): Promise<BenchReport> {
  const queues = watchQueues(page);
  await page.addInitScript(observePanel);
  await page.goto(url);
  await page.waitForSelector('[data-testid="framewatch-live"][data-state="live"]', { timeout: 60_000 });
  say(`warming up for ${WARM_UP_MS / 1000} s`);
  await sleep(WARM_UP_MS);
  const session = await page.context().newCDPSession(page);
  await page.evaluate(takePanelWindow);
  const startMs = performance.now();
  const heap = [await heapSample(session, startMs)];
  while (performance.now() - startMs < seconds * 1000) {
    await sleep(HEAP_EVERY_MS);
    heap.push(await heapSample(session, startMs));
    say(`${Math.round((performance.now() - startMs) / 1000)} of ${seconds} s`);
  }
  const elapsedSeconds = (performance.now() - startMs) / 1000;
  return report(await page.evaluate(takePanelWindow), elapsedSeconds, heap, queues);
}

/** The length of the decoder's queue in the panel's acks to the runner. */
function watchQueues(page: Page): number[] {
  const queues: number[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const message = clientMessageSchema.safeParse(JSON.parse(payload.toString()));
      if (message.success && message.data.type === 'ack') queues.push(message.data.queue);
    });
  });
  return queues;
}

async function heapSample(session: CDPSession, startMs: number): Promise<HeapSample> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return { atMs: performance.now() - startMs, bytes: usedSize };
}

function report(seen: PanelWindow, seconds: number, heap: HeapSample[], queues: number[]): BenchReport {
  const overlayP95 = percentile(seen.overlayMs, 0.95);
  const growth = slope(heap.map(({ atMs, bytes }) => [atMs / 60_000, bytes / MEBIBYTE]));
  const queueMost = Math.max(0, ...queues);
  const checks: Check[] = [
    atMost('drawing an overlay of 50 boxes with skeletons, p95, ms', overlayP95, 4),
    atMost('pictures waiting to be decoded, at most', queueMost, QUEUE_BOUND),
    atMost('growth of the JavaScript heap, MiB per minute', growth, 1),
  ];
  const [overlayWidth, overlayHeight] = seen.overlaySize;
  const figures = {
    boxes: seen.boxes,
    overlayWidth,
    overlayHeight,
    overlayP50Ms: percentile(seen.overlayMs, 0.5),
    overlayP95Ms: overlayP95,
    overlayP99Ms: percentile(seen.overlayMs, 0.99),
    pictureP50Ms: percentile(seen.pictureMs, 0.5),
    pictureP95Ms: percentile(seen.pictureMs, 0.95),
    paintedFps: seen.painted / seconds,
    pairedShare: seen.paired / Math.max(1, seen.painted),
    decoderQueueMost: queueMost,
    decoderQueueMedian: percentile(queues, 0.5),
    heapStartMiB: (heap[0]?.bytes ?? NaN) / MEBIBYTE,
    heapEndMiB: (heap.at(-1)?.bytes ?? NaN) / MEBIBYTE,
    heapGrowthMiBPerMinute: growth,
    seconds,
  };
  return reportOf('panel', checks, figures);
}
