import type { Box, CountBucket, Detection, FrameResult, StreamEvent } from '@framewatch/protocol';
import { type Analysed, EventIds } from '../../src/analysis/index.js';
import { Counting, type CountingOptions } from '../../src/analysis/counting/index.js';
import { Registry } from '../../src/telemetry/index.js';
import { frameResult } from '../viewer/fakes.js';

/** 2023-11-14T22:13:20Z */
export const T0_US = 1_700_000_000_000_000;

/** A box of a tenth of the picture whose bottom is at the point. */
export function standingAt(x: number, y: number): Box {
  return [x - 0.05, y - 0.1, 0.1, 0.1];
}

/** An object in one frame: a person unless said otherwise. */
export function seen(track: number | undefined, box: Box, name = 'person'): Detection {
  return { class: name, confidence: 0.9, box, ...(track !== undefined && { track }) };
}

/** Counting of one stream, with frames at even intervals and everything that came of them. */
export class Scene {
  readonly registry = new Registry();
  readonly counting: Counting;
  readonly events: StreamEvent[] = [];
  readonly buckets: CountBucket[] = [];
  #frame = 0;
  /** Time of the next frame since the first, microseconds. */
  nowUs = 0;
  epoch = 1;
  last: FrameResult | null = null;

  constructor(
    options: Partial<CountingOptions>,
    private readonly fps = 10,
    private readonly startUs = T0_US
  ) {
    this.counting = new Counting(
      { zones: [], lines: [], frames: 3, tracking: { enabled: true, lostSeconds: 2 }, timeZone: 'UTC', ...options },
      { scope: this.registry.scope({ stream: 'lobby', model: 'test' }), eventIds: new EventIds() }
    );
  }

  /** The result of the next frame. */
  resultOf(...detections: Detection[]): FrameResult {
    const times = { ptsUs: this.nowUs, captureTimeUs: this.startUs + this.nowUs };
    return frameResult({ epoch: this.epoch, seq: this.#frame, ...times, detections });
  }

  /** Shows one frame. */
  show(...detections: Detection[]): Analysed {
    const result = this.resultOf(...detections);
    this.#frame += 1;
    this.nowUs += Math.round(1e6 / this.fps);
    const analysed = this.counting.onResult(result);
    this.events.push(...analysed.events);
    this.buckets.push(...(analysed.counts ?? []));
    this.last = analysed.result;
    return analysed;
  }

  /** Shows the same for a number of frames. */
  hold(frames: number, ...detections: Detection[]): void {
    for (let frame = 0; frame < frames; frame++) this.show(...detections);
  }

  /** Nothing comes for a time. */
  pause(seconds: number): void {
    this.nowUs += seconds * 1e6;
  }

  /** The values of a metric, by the labels behind the stream. */
  metric(name: string): Record<string, number> {
    const metric = this.registry.snapshot().find((each) => each.name === name);
    const samples = metric?.samples ?? [];
    return Object.fromEntries(
      samples.map((sample) => [
        sample.labels.slice(1).join(' '),
        'value' in sample ? sample.value : 'counts' in sample ? sample.counts.reduce((a, b) => a + b) : sample.count,
      ])
    );
  }
}
