import { atMost, reportOf } from '../checks.js';
import { HelperProcess } from '../helper-process.js';
import { median, percentile, sum } from '../statistics.js';
import type { Bench, BenchOptions, BenchReport } from '../types.js';
import type { AnalysisQuestions, Scene, Taken } from './analysis-helper.js';

const OBJECTS = 50;
const MANY_OBJECTS = 200;
/** Until the code is compiled, and the crowd has been all its ways. */
const WARM_UP_FRAMES = 3000;
const TIMED_FRAMES = 6000;
/** Ten rounds, as by default, are a million. */
const ROUND_FRAMES = 100_000;
const BATCH_FRAMES = 10_000;

const TARGET_MS = 1;
const TARGET_TRACKING_MS = 0.5;
const TARGET_LUMA_MS = 0.2;
/** Four times the objects may take four times as long, and a little more for what is near to each. */
const TARGET_RATIO = 6;
/** What the analysis of a stream may keep of what it saw. */
const TARGET_GROWTH_MB = 2;
const MEGABYTE = 1_000_000;

/** What is made of a stream's results after inference, without a model or a camera. */
export function analysisBench(rounds: number): Bench {
  return {
    name: 'analysis',
    async run({ say }: BenchOptions): Promise<BenchReport> {
      say(`tracking of ${OBJECTS} objects, then of ${MANY_OBJECTS}`);
      const tracking = await measure('tracking', OBJECTS);
      const many = await measure('tracking', MANY_OBJECTS);
      say(`all of it, of ${OBJECTS} objects with 3 zones and 2 lines`);
      const all = await measure('everything', OBJECTS);
      const heaps = await grow(rounds, say);
      const growth = (heaps.at(-1) ?? NaN) - (heaps[0] ?? NaN);
      const checks = [
        atMost(`${OBJECTS} objects, 3 zones, 2 lines: p95 of a frame, ms`, percentile(all.frames, 0.95), TARGET_MS),
        atMost('an image of luma, one a second: p95, ms', percentile(all.lumas, 0.95), TARGET_LUMA_MS),
        atMost(
          `tracking of ${OBJECTS} objects: p95 of a frame, ms`,
          percentile(tracking.frames, 0.95),
          TARGET_TRACKING_MS
        ),
        atMost(
          `tracking of ${MANY_OBJECTS} objects over that of ${OBJECTS}`,
          median(many.frames) / median(tracking.frames),
          TARGET_RATIO
        ),
        atMost(`growth of the heap over ${rounds * ROUND_FRAMES} frames, MB`, growth, TARGET_GROWTH_MB),
      ];
      return reportOf('analysis', checks, {
        p50Ms: median(all.frames),
        p95Ms: percentile(all.frames, 0.95),
        p99Ms: percentile(all.frames, 0.99),
        meanMs: sum(all.frames) / all.frames.length,
        lumaP50Ms: median(all.lumas),
        trackingP50Ms: median(tracking.frames),
        trackingP95Ms: percentile(tracking.frames, 0.95),
        trackingOfManyP50Ms: median(many.frames),
        trackingOfManyP95Ms: percentile(many.frames, 0.95),
        heapFirstMB: heaps[0] ?? NaN,
        heapLastMB: heaps.at(-1) ?? NaN,
      });
    },
  };
}

function startHelper(): HelperProcess<AnalysisQuestions> {
  return new HelperProcess<AnalysisQuestions>(new URL('./analysis-helper.js', import.meta.url), {}, ['--expose-gc']);
}

async function measure(scene: Scene, people: number): Promise<Taken> {
  const helper = startHelper();
  try {
    await helper.ask('start', { scene, people });
    await helper.ask('watch', WARM_UP_FRAMES);
    return await helper.ask('watch', TIMED_FRAMES);
  } finally {
    await helper.end();
  }
}

/** Returns the megabytes in use before the first round and after each. */
async function grow(rounds: number, say: (text: string) => void): Promise<number[]> {
  const helper = startHelper();
  try {
    await helper.ask('start', { scene: 'everything', people: OBJECTS });
    await helper.ask('watch', BATCH_FRAMES);
    const heaps = [(await helper.ask('heap', undefined)) / MEGABYTE];
    for (let round = 1; round <= rounds; round++) {
      for (let done = 0; done < ROUND_FRAMES; done += BATCH_FRAMES) await helper.ask('watch', BATCH_FRAMES);
      heaps.push((await helper.ask('heap', undefined)) / MEGABYTE);
      say(`${round * ROUND_FRAMES} frames: ${(heaps.at(-1) ?? NaN).toFixed(2)} MB`);
    }
    return heaps;
  } finally {
    await helper.end();
  }
}
