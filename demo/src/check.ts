import { findChromium } from '@framewatch/preview';
import { parseCountHistory, parseEventHistory } from '@framewatch/protocol';
import { setTimeout as delay } from 'node:timers/promises';
import { type AreaReport, LOOP_MS, reportAreas } from './areas.js';
import { sumByName } from './metrics.js';
import { type PageReport, watchPage } from './page.js';
import { STREAM, type Stack, type StackOptions, startStack } from './stack.js';

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
/** At first an object is taken to have been where it is seen first, and its track begins anew. */
const SETTLING_MS = 2000;
/** After it the last second of a range has been counted. */
const COUNTED_MS = 2000;
const COUNTED_MODEL = 'movenet-multipose';
const NO_CHROMIUM =
  'Watching the metrics only: no Chromium or Chrome was found to open the page in (install one, or --chromium PATH)';

export interface CheckOptions extends StackOptions {
  /** The browser, if not in the usual places. */
  chromium: string | null;
  /** Picture file of the page. */
  screenshot: string | null;
  /** Ends the check before its time. */
  ending: AbortSignal;
  /** Takes what is being done, a line each. */
  say: (text: string) => void;
}

export interface Summary {
  ok: boolean;
  /** Why not. */
  problems: string[];
  model: string;
  stream: string;
  inferredFps: number;
  detections: number;
  areas: AreaReport;
  /** Null where no Chromium is installed: the page was not opened then. */
  page: PageReport | null;
  /** How much each counter grew. */
  metrics: Record<string, number>;
  metricFamilies: number;
}

/** Runs the whole stack, watches it for some seconds, prints the summary; 0 when everything is as it should be. */
export async function check(options: CheckOptions): Promise<number> {
  const chromium = chosenChromium(options.chromium);
  const stack = await startStack(options);
  const broken = new AbortController();
  void stack.broken.then((error) => broken.abort(error));
  const ending = AbortSignal.any([options.ending, broken.signal]);
  try {
    const summary = await observe(stack, chromium, { ...options, ending });
    process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    return summary.ok ? 0 : 1;
  } catch (error) {
    // The reason of the abort, not an error that followed from it.
    throw ending.aborted ? ending.reason : error;
  } finally {
    await stack.stop();
  }
}

/** @throws Error when a browser was asked for that is not there */
function chosenChromium(chosen: string | null): string | null {
  const chromium = findChromium(chosen);
  if (chosen !== null && chromium === null) throw new Error(`--chromium ${chosen}: there is no such file`);
  return chromium;
}

async function observe(stack: Stack, chromium: string | null, options: CheckOptions): Promise<Summary> {
  const { say, ending, screenshot } = options;
  say('Waiting for the first frames with results');
  await firstFrames(stack.metricsUrl, ending);
  const before = await readMetrics(stack.metricsUrl);
  const fromMs = Math.ceil(Date.now() / 1000) * 1000 + SETTLING_MS;
  const startedMs = performance.now();

  say(chromium === null ? NO_CHROMIUM : `Watching the page in ${chromium}`);
  const page = chromium ? await watchPage(stack.pageUrl, { chromium, screenshot, ending }) : null;
  if (!page) await delay(WITHOUT_PAGE_MS, undefined, { signal: ending });

  const seconds = (performance.now() - startedMs) / 1000;
  const after = await readMetrics(stack.metricsUrl);
  const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  say(`Counting who passes in one loop of the clip, ${LOOP_MS / 1000} s`);
  const areas = await countLoop(stack, fromMs, ending);
  const metrics = Object.fromEntries(GROWING.map((name) => [name, grown(name)]));
  const still = GROWING.filter((name) => grown(name) <= 0).map((name) => `${name} does not grow`);
  // Other models see more than people, or less of them.
  const miscounted = options.model.name === COUNTED_MODEL ? areas.problems : [];
  const problems = [...(page?.problems ?? []), ...still, ...miscounted];

  return {
    ok: problems.length === 0,
    problems,
    model: options.model.name,
    stream: STREAM,
    inferredFps: Number((grown('framewatch_frames_inferred_total') / seconds).toFixed(1)),
    detections: grown('framewatch_detections_total'),
    areas,
    page,
    metrics,
    metricFamilies: [...after.keys()].filter((name) => name.startsWith('framewatch_')).length,
  };
}

/** Waits for the end of the loop that begins at `fromMs`, and returns what was counted in it. */
async function countLoop({ ask }: Stack, fromMs: number, ending: AbortSignal): Promise<AreaReport> {
  const toMs = fromMs + LOOP_MS;
  await delay(Math.max(0, toMs + COUNTED_MS - Date.now()), undefined, { signal: ending });
  const [counts, events] = await Promise.all([
    ask(`counts?from=${fromMs}&to=${toMs}&step=1000`),
    ask(`events?from=${fromMs}&to=${toMs}`),
  ]);
  return reportAreas(parseCountHistory(counts), parseEventHistory(events));
}

async function readMetrics(url: string): Promise<Map<string, number>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return sumByName(await response.text());
}

async function firstFrames(metricsUrl: string, ending: AbortSignal): Promise<void> {
  const deadline = performance.now() + FIRST_FRAMES_MS;
  while (performance.now() < deadline) {
    const metrics = await readMetrics(metricsUrl);
    if ((metrics.get('framewatch_frames_inferred_total') ?? 0) > 0) return;
    await delay(200, undefined, { signal: ending });
  }
  throw new Error(`no frame was inferred within ${FIRST_FRAMES_MS / 1000} s: see the log above`);
}
