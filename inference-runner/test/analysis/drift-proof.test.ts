import type { Detection, FrameResult, StreamEvent } from '@framewatch/protocol';
import { Budget } from '../../src/analysis/anomalies/budget.js';
import { Drift } from '../../src/analysis/anomalies/drift/index.js';
import { AnomalyMeter } from '../../src/analysis/anomalies/metrics.js';
import { EventIds } from '../../src/analysis/index.js';
import { Registry } from '../../src/telemetry/index.js';
import { randomOf } from '../model/random.js';
import { seriesOf } from '../series.js';
import { frameResult } from '../viewer/fakes.js';
import { MONDAY_US } from './crowd.js';

const DAY_S = 86_400;
const STEP_S = 2;
const ACCEPTED = 2;

interface Seen {
  /** Factor of the confidence. */
  sure?: number;
  /** Share of dogs. */
  dogs?: number;
  /** Milliseconds that the model takes. */
  inferenceMs?: number;
}

/** A stream on which tracks come and go, each with a confidence of its own, as models have. */
class Stream {
  readonly registry = new Registry();
  readonly drift: Drift;
  readonly #random = randomOf(7);
  #tracks: { id: number; class: string; confidence: number; until: number }[] = [];
  #ids = 0;
  second = 0;

  constructor() {
    const meter = new AnomalyMeter(this.registry.scope({ stream: 'lobby', model: 'pose' }));
    const budget = new Budget(ACCEPTED);
    this.drift = new Drift({ stream: 'lobby', ids: new EventIds(), meter, budget, learningHours: 24 });
  }

  show(seconds: number, seen: Seen = {}): StreamEvent[] {
    const events: StreamEvent[] = [];
    for (const end = this.second + seconds; this.second < end; this.second += STEP_S) {
      events.push(...this.drift.onResult(this.#result(seen)).events);
    }
    return events;
  }

  #result({ sure = 1, dogs = 0.2, inferenceMs = 20 }: Seen): FrameResult {
    const random = this.#random;
    this.#tracks = this.#tracks.filter(({ until }) => until > this.second);
    if (random() < 0.2) {
      this.#tracks.push({
        id: (this.#ids += 1),
        class: random() < dogs ? 'dog' : 'person',
        confidence: 0.5 + 0.1 * this.#gauss(),
        until: this.second - 30 * Math.log(1 - random()),
      });
    }
    const detections = this.#tracks.map(({ id, class: name, confidence }): Detection => ({
      class: name,
      track: id,
      confidence: Math.max(0.2, Math.min(1, sure * (confidence + 0.03 * this.#gauss()))),
      box: [0, 0, 0.1, 0.1],
    }));
    const result = frameResult({ captureTimeUs: MONDAY_US + this.second * 1e6, detections });
    return { ...result, timings: { ...result.timings, inference: inferenceMs * (1 + 0.1 * random()) } };
  }

  #gauss(): number {
    const random = this.#random;
    return (random() + random() + random() + random() - 2) * Math.sqrt(3);
  }
}

const told = (events: readonly StreamEvent[]) =>
  events.map(({ type, endUs }) => `${type} ${endUs === null ? 'begins' : 'ends'}`);

describe('drift of what a model says', () => {
  let stream: Stream;
  let quiet: StreamEvent[];

  beforeAll(() => {
    stream = new Stream();
    quiet = stream.show(9 * DAY_S);
  });

  it('raises false alarms, but not twice as many as are accepted', () => {
    const begins = quiet.filter(({ endUs }) => endUs === null);
    expect(begins.length / 7).toBeLessThanOrEqual(2 * ACCEPTED);
    expect(begins.length).toBeGreaterThan(0);
  });

  it.each<[type: string, signal: string, seen: Seen]>([
    ['confidence-drift', 'confidence', { sure: 0.7 }],
    ['class-drift', 'classes', { dogs: 0.9 }],
    ['latency-shift', 'latency', { inferenceMs: 35 }],
  ])('finds a %s within ten minutes, and tells it once', (type, signal, seen) => {
    const beganUs = MONDAY_US + stream.second * 1e6;
    const events = stream.show(3600, seen).filter((event) => event.type === type);
    expect(told(events)).toEqual([`${type} begins`]);
    expect((events[0]!.beginUs - beganUs) / 60e6).toBeLessThanOrEqual(10);
    expect(events[0]!.value).toBeGreaterThan(events[0]!.expected!.high!);
    const scores = seriesOf(stream.registry.snapshot(), 'framewatch_model_drift_score');
    expect(scores[`stream=lobby,model=pose,signal=${signal}`]).toBeGreaterThan(events[0]!.expected!.high!);
    expect(told(stream.show(3600).filter((event) => event.type === type))).toEqual([`${type} ends`]);
  });
});
