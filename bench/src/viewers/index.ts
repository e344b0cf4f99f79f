import { setTimeout as sleep } from 'node:timers/promises';
import type { RunnerConfig } from '@framewatch/inference-runner';
import { atLeast, atMost, reportOf } from '../checks.js';
import { HelperProcess } from '../helper-process.js';
import { benchConfig, RUNNER_ENV, RUNNER_FLAGS } from '../runner-config.js';
import type { RunnerQuestions, RunnerUsage } from '../runner-helper.js';
import { median, sum } from '../statistics.js';
import type { Bench, BenchOptions, BenchReport, Check } from '../types.js';
import type { ViewerWindow } from './viewer.js';
import type { ViewersQuestions } from './viewers-helper.js';

const STREAM = 'sample';
const VIEWERS = 50;
const ROUNDS = 6;
const STUCK_ROUNDS = 4;
const HISTORY_CLIENTS = 50;
const HISTORY_ROUNDS = 6;
const WARM_UP_MS = 5_000;
const SETTLE_MS = 1_500;
const WINDOW_MS = 4_000;
/** Longer than a viewer may leave pictures unacknowledged. */
const STUCK_MS = 8_000;
const MEBIBYTE = 1024 * 1024;

/** One measured period without changes. */
interface Window {
  seconds: number;
  inferredFps: number;
  rssBytes: number;
  cpuShare: number;
  loopDelayP99Ms: number;
  /** Pictures per second of each viewer. */
  fps: number[];
  missed: number;
}

/** Runner and viewers, each in a process of its own. */
class Scene {
  differing = 0;
  readonly #runner = new HelperProcess<RunnerQuestions>(
    new URL('../runner-helper.js', import.meta.url),
    RUNNER_ENV,
    RUNNER_FLAGS
  );
  readonly #viewers = new HelperProcess<ViewersQuestions>(new URL('./viewers-helper.js', import.meta.url));
  #port = 0;

  async start(config: RunnerConfig): Promise<void> {
    this.#port = await this.#runner.ask('start', config);
  }

  async connect(count: number): Promise<void> {
    if (count > 0) await this.#viewers.ask('connect', { port: this.#port, stream: STREAM, count });
  }

  async connectStuck(): Promise<void> {
    await this.#viewers.ask('connectStuck', { port: this.#port, stream: STREAM });
  }

  async disconnectStuck(): Promise<void> {
    await this.#viewers.ask('disconnectStuck', undefined);
  }

  async askHistory(count: number): Promise<void> {
    if (count > 0) await this.#viewers.ask('askHistory', { port: this.#port, stream: STREAM, count });
  }

  async stopAsking(): Promise<void> {
    await this.#viewers.ask('stopAsking', undefined);
  }

  async disconnect(): Promise<void> {
    await this.#viewers.ask('disconnect', undefined);
  }

  /** Waits until what was changed has settled, then measures. */
  async measure(ms: number): Promise<Window> {
    await sleep(SETTLE_MS);
    const before = await this.#usage();
    await this.#viewers.ask('windows', undefined);
    await sleep(ms);
    const after = await this.#usage();
    const { windows, differing } = await this.#viewers.ask('windows', undefined);
    this.differing = differing;
    return toWindow(before, after, windows);
  }

  async end(): Promise<void> {
    await this.#viewers.end();
    await this.#runner.end();
  }

  #usage(): Promise<RunnerUsage> {
    return this.#runner.ask('usage', undefined);
  }
}

/**
 * 50 viewers of one stream, one that stops reading, and 50 that ask for history: what they cost the runner, and each
 * other.
 */
export const viewers: Bench = {
  name: 'viewers',
  async run({ say }: BenchOptions): Promise<BenchReport> {
    const config = await benchConfig({ pace: 'realtime', input: null });
    const scene = new Scene();
    try {
      await scene.start(config);
      await sleep(WARM_UP_MS);
      const without: Window[] = [];
      const withViewers: Window[] = [];
      // Interleaved and in alternating order, so that other work of the machine affects both alike.
      for (let round = 0; round < ROUNDS; round++) {
        for (const count of round % 2 === 0 ? [0, VIEWERS] : [VIEWERS, 0]) {
          say(`round ${round + 1} of ${ROUNDS}: ${count} viewers`);
          await scene.connect(count);
          (count === 0 ? without : withViewers).push(await scene.measure(WINDOW_MS));
          await scene.disconnect();
        }
      }
      const allRead: Window[] = [];
      const oneStuck: Window[] = [];
      await scene.connect(VIEWERS);
      for (let round = 0; round < STUCK_ROUNDS; round++) {
        say(`round ${round + 1} of ${STUCK_ROUNDS}: ${VIEWERS} viewers, without and with one that stops reading`);
        allRead.push(await scene.measure(STUCK_MS));
        await scene.connectStuck();
        oneStuck.push(await scene.measure(STUCK_MS));
        await scene.disconnectStuck();
      }
      await scene.disconnect();
      const unasked: Window[] = [];
      const asked: Window[] = [];
      for (let round = 0; round < HISTORY_ROUNDS; round++) {
        for (const count of round % 2 === 0 ? [0, HISTORY_CLIENTS] : [HISTORY_CLIENTS, 0]) {
          say(`round ${round + 1} of ${HISTORY_ROUNDS}: ${count} clients ask for history in a loop`);
          await scene.askHistory(count);
          (count === 0 ? unasked : asked).push(await scene.measure(WINDOW_MS));
          await scene.stopAsking();
        }
      }
      return report({ without, withViewers, allRead, oneStuck, unasked, asked }, scene.differing);
    } finally {
      await scene.end();
    }
  },
};

function toWindow(before: RunnerUsage, after: RunnerUsage, windows: ViewerWindow[]): Window {
  const seconds = (after.atMs - before.atMs) / 1000;
  return {
    seconds,
    inferredFps: (after.framesInferred - before.framesInferred) / seconds,
    rssBytes: after.rssBytes,
    cpuShare: (after.cpuMs - before.cpuMs) / 1000 / seconds,
    loopDelayP99Ms: after.loopDelayP99Ms,
    fps: windows.map(({ pictures }) => pictures / seconds),
    missed: sum(windows.map(({ missed }) => missed)),
  };
}

type Situation = 'without' | 'withViewers' | 'allRead' | 'oneStuck' | 'unasked' | 'asked';

function report(windows: Record<Situation, Window[]>, differing: number): BenchReport {
  const { without, withViewers, allRead, oneStuck, unasked, asked } = windows;
  const of = (windows: Window[], key: 'inferredFps' | 'rssBytes' | 'cpuShare' | 'loopDelayP99Ms') =>
    median(windows.map((window) => window[key]));
  const slowest = (windows: Window[]) => median(windows.map(({ fps }) => Math.min(...fps)));
  const missed = (windows: Window[]) => sum(windows.map((window) => window.missed));

  const inferredRatio = of(withViewers, 'inferredFps') / of(without, 'inferredFps');
  const memoryPerViewer = (of(withViewers, 'rssBytes') - of(without, 'rssBytes')) / VIEWERS;
  const stuckRatio = slowest(oneStuck) / slowest(allRead);
  const checks: Check[] = [
    atLeast('inferred fps with 50 viewers over that with none', inferredRatio, 0.97),
    atLeast(
      'inferred fps with 50 clients that ask for history in a loop, over that with none',
      of(asked, 'inferredFps') / of(unasked, 'inferredFps'),
      0.97
    ),
    atLeast('pictures per second of the slowest of 50 viewers, over the source’s 30', slowest(withViewers) / 30, 0.97),
    atMost('pictures that differ between viewers: something was encoded for one of them', differing, 0),
    atMost('memory per viewer, MiB', memoryPerViewer / MEBIBYTE, 1),
    atLeast('fps of the slowest viewer beside one that stops reading, over that without it', stuckRatio, 0.97),
    atMost(
      'memory that one viewer that stops reading costs, MiB',
      (of(oneStuck, 'rssBytes') - of(allRead, 'rssBytes')) / MEBIBYTE,
      10
    ),
  ];
  const figures = {
    inferredFpsWithout: of(without, 'inferredFps'),
    inferredFpsWith: of(withViewers, 'inferredFps'),
    cpuCoresWithout: of(without, 'cpuShare'),
    cpuCoresWith: of(withViewers, 'cpuShare'),
    loopDelayP99MsWithout: of(without, 'loopDelayP99Ms'),
    loopDelayP99MsWith: of(withViewers, 'loopDelayP99Ms'),
    fpsMedianViewer: median(withViewers.flatMap(({ fps }) => fps)),
    fpsSlowestViewer: slowest(withViewers),
    missedWith: missed(withViewers),
    rssMiBWithout: of(without, 'rssBytes') / MEBIBYTE,
    rssMiBWith: of(withViewers, 'rssBytes') / MEBIBYTE,
    fpsSlowestAllRead: slowest(allRead),
    fpsSlowestOneStuck: slowest(oneStuck),
    inferredFpsUnasked: of(unasked, 'inferredFps'),
    inferredFpsAsked: of(asked, 'inferredFps'),
    cpuCoresUnasked: of(unasked, 'cpuShare'),
    cpuCoresAsked: of(asked, 'cpuShare'),
    missedAllRead: missed(allRead),
    missedOneStuck: missed(oneStuck),
  };
  return reportOf('viewers', checks, figures);
}
