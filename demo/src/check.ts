import { findChromium } from '@framewatch/preview';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoArguments } from './arguments.js';
import { sumByName } from './metrics.js';
import { type PageReport, watchPage } from './page.js';
import { MODEL, STREAM, type StackOptions, startStack } from './stack.js';

/** What must grow while the demo runs. */
const GROWING = [
  'framewatch_frames_received_total',
  'framewatch_frames_decoded_total',
  'framewatch_frames_inferred_total',
  'framewatch_detections_total',
  'framewatch_inference_duration_seconds_count',
  'framewatch_frame_latency_seconds_count',
] as const;

const FIRST_FRAMES_MS = 60_000;
const WITHOUT_PAGE_MS = 5000;

export interface Summary {
  ok: boolean;
  /** Why not. */
  problems: string[];
  model: string;
  stream: string;
  inferredFps: number;
  detections: number;
  /** Null where no Chromium is installed: the page was not opened then. */
  page: PageReport | null;
  /** How much each counter grew. */
  metrics: Record<string, number>;
  metricFamilies: number;
}

/** Runs the whole stack, watches it for some seconds, prints the summary; 0 when everything is as it should be. */
export async function check(options: StackOptions, chosen: DemoArguments): Promise<number> {
  const stack = await startStack(options);
  try {
    const broken = stack.broken.then((error) => {
      throw error;
    });
    const summary = await Promise.race([broken, observe(stack.pageUrl, stack.metricsUrl, chosen)]);
    process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    return summary.ok ? 0 : 1;
  } finally {
    await stack.stop();
  }
}

async function observe(pageUrl: string, metricsUrl: string, chosen: DemoArguments): Promise<Summary> {
  await firstFrames(metricsUrl);
  const before = await readMetrics(metricsUrl);
  const startedMs = performance.now();

  const chromium = findChromium(chosen.chromium);
  const page = chromium ? await watchPage(pageUrl, chromium, chosen.screenshot) : null;
  if (!page) await delay(WITHOUT_PAGE_MS);

  const seconds = (performance.now() - startedMs) / 1000;
  const after = await readMetrics(metricsUrl);
  const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  const metrics = Object.fromEntries(GROWING.map((name) => [name, grown(name)]));
  const still = GROWING.filter((name) => grown(name) <= 0).map((name) => `${name} does not grow`);
  const problems = [...(page?.problems ?? []), ...still];

  return {
    ok: problems.length === 0,
    problems,
    model: MODEL,
    stream: STREAM,
    inferredFps: Number((grown('framewatch_frames_inferred_total') / seconds).toFixed(1)),
    detections: grown('framewatch_detections_total'),
    page,
    metrics,
    metricFamilies: [...after.keys()].filter((name) => name.startsWith('framewatch_')).length,
  };
}

async function readMetrics(url: string): Promise<Map<string, number>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return sumByName(await response.text());
}

async function firstFrames(metricsUrl: string): Promise<void> {
  const deadline = performance.now() + FIRST_FRAMES_MS;
  while (performance.now() < deadline) {
    const metrics = await readMetrics(metricsUrl);
    if ((metrics.get('framewatch_frames_inferred_total') ?? 0) > 0) return;
    await delay(200);
  }
  throw new Error(`no frame was inferred within ${FIRST_FRAMES_MS / 1000} s: see the log above`);
}
