import { once } from 'node:events';
import { Agent, get as requestGet, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, reportOf } from '../checks.js';
import { HelperProcess } from '../helper-process.js';
import { median, percentile } from '../statistics.js';
import type { Bench, BenchOptions, BenchReport, Check } from '../types.js';
import type { ExporterQuestions } from './exporter-helper.js';
import type { RunnersQuestions } from './runners-helper.js';

const WARM_UP = 100;
const ROUNDS = 5;
const SCRAPES = 200;
/** Between two scrapes: Prometheus does not scrape back to back, and what a scrape leaves behind belongs to it. */
const PAUSE_MS = 5;
const DEADLINE_MS = 500;
/** What answering at the deadline may take on top: writing the page of nine runners, and a timer's lateness. */
const DEADLINE_SLACK_MS = 100;
/** Prometheus keeps its connections too. */
const agent = new Agent({ keepAlive: true });

interface Scene {
  runners: number;
  streams: number;
  hung: number;
}

interface Scrapes {
  /** Per round. */
  p50: number[];
  p99: number[];
  slowest: number;
  /** The same of `/healthz`, asked in between: what the machine and HTTP take by themselves. */
  floorP99: number[];
  /** Processor time of the exporter per scrape, milliseconds. */
  cpuMs: number;
  page: string;
}

/** `/metrics` of one exporter for many streams, on loopback; runners, exporter and scraper in a process each. */
export const scrape: Bench = {
  name: 'scrape',
  async run({ say }: BenchOptions): Promise<BenchReport> {
    say('1 runner with 50 streams');
    const one = await measure({ runners: 1, streams: 50, hung: 0 }, ROUNDS, SCRAPES);
    say('10 runners with 10 streams each');
    const ten = await measure({ runners: 10, streams: 10, hung: 0 }, ROUNDS, SCRAPES);
    say('9 runners with 10 streams each, and one that hangs');
    const hung = await measure({ runners: 9, streams: 10, hung: 1 }, 1, 10);
    const checks = [
      atMost('1 runner × 50 streams: p99, ms', median(one.p99), 20),
      atMost('10 runners × 10 streams: p99, ms', median(ten.p99), 50),
      atMost(`one of 10 hangs, deadline ${DEADLINE_MS} ms: slowest, ms`, hung.slowest, DEADLINE_MS + DEADLINE_SLACK_MS),
      exactly('one of 10 hangs: streams of the others', seriesOf(hung.page, 'framewatch_stream_up'), 90),
    ];
    return reportOf('scrape', checks, {
      p50For50StreamsMs: median(one.p50),
      worstP99For50StreamsMs: Math.max(...one.p99),
      cpuFor50StreamsMs: one.cpuMs,
      floorP99Ms: median([...one.floorP99, ...ten.floorP99]),
      p50For10RunnersMs: median(ten.p50),
      worstP99For10RunnersMs: Math.max(...ten.p99),
      cpuFor10RunnersMs: ten.cpuMs,
      linesFor50Streams: one.page.split('\n').length,
      bytesFor50Streams: Buffer.byteLength(one.page),
    });
  },
};

async function measure(scene: Scene, rounds: number, scrapes: number): Promise<Scrapes> {
  const runners = new HelperProcess<RunnersQuestions>(new URL('./runners-helper.js', import.meta.url));
  const exporter = new HelperProcess<ExporterQuestions>(new URL('./exporter-helper.js', import.meta.url));
  try {
    const urls = await runners.ask('start', scene);
    const port = await exporter.ask('start', { urls, scrapeTimeoutMs: DEADLINE_MS });
    const address = `http://127.0.0.1:${port}`;
    if (scene.hung === 0) await times(address, WARM_UP);
    const before = await exporter.ask('cpuMs', undefined);
    const taken: Times[] = [];
    for (let round = 0; round < rounds; round++) taken.push(await times(address, scrapes));
    const cpuMs = ((await exporter.ask('cpuMs', undefined)) - before) / (rounds * scrapes);
    return {
      p50: taken.map(({ page }) => percentile(page, 0.5)),
      p99: taken.map(({ page }) => percentile(page, 0.99)),
      slowest: Math.max(...taken.flatMap(({ page }) => page)),
      floorP99: taken.map(({ floor }) => percentile(floor, 0.99)),
      cpuMs,
      page: await get(`${address}/metrics`),
    };
  } finally {
    await exporter.end();
    await runners.end();
  }
}

/** Milliseconds that answers took, to the last byte. */
interface Times {
  page: number[];
  floor: number[];
}

async function times(address: string, scrapes: number): Promise<Times> {
  const taken: Times = { page: [], floor: [] };
  for (let i = 0; i < scrapes; i++) {
    await sleep(PAUSE_MS);
    taken.floor.push(await timed(`${address}/healthz`));
    taken.page.push(await timed(`${address}/metrics`));
  }
  return taken;
}

/** Only reads the bytes: the cost of parsing them belongs to the client. */
async function timed(url: string): Promise<number> {
  const started = performance.now();
  const [response] = (await once(requestGet(url, { agent }), 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`the exporter answered ${response.statusCode}`);
  response.resume();
  await once(response, 'end');
  return performance.now() - started;
}

async function get(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the exporter answered ${response.status}`);
  return response.text();
}

function seriesOf(text: string, name: string): number {
  return text.split('\n').filter((line) => line.startsWith(`${name}{`)).length;
}

function exactly(what: string, value: number, expected: number): Check {
  return { what, value, target: `exactly ${expected}`, passed: value === expected };
}
