import type { FrameResult, StreamEvent } from '@framewatch/protocol';
import { z } from 'zod';
import type { EventIds } from '../../event-ids.js';
import type { Analysed, Analyser, StatusChange } from '../../types.js';
import type { Budget } from '../budget.js';
import { Episode, type Finding, type Level } from '../episode.js';
import { KeptNow } from '../kept-now.js';
import type { AnomalyMeter } from '../metrics.js';
import { jensenShannon, stabilityIndex } from './distance.js';
import { DistributionDrift, distributionDriftSchema, type DriftJudgement } from './distribution-drift.js';
import { LatencyShift, latencyShiftSchema } from './latency-shift.js';
import { Sampler } from './sampler.js';

const MINUTE_US = 60_000_000;
const MINUTES_PER_HOUR = 60;
/** Width of a bin of confidences is one in so many. */
const BINS = 20;
/** Below this share of the limit a drift has ended. */
const CALM = 0.6;
/** What has lasted so long is the new reference. */
const ACCEPTED_US = 86_400e6;
/** Smallest distances that are anomalies: population stability index, and bits. */
const LEAST = { confidence: 0.1, classes: 0.05 };

type DriftAnomaly = 'confidence-drift' | 'class-drift' | 'latency-shift';
const SIGNALS: Record<DriftAnomaly, string> = {
  'confidence-drift': 'confidence',
  'class-drift': 'classes',
  'latency-shift': 'latency',
};

export interface DriftOptions {
  stream: string;
  ids: EventIds;
  meter: AnomalyMeter;
  budget: Budget;
  /** Hours of detections that the reference is made of. */
  learningHours: number;
}

const savedSchema = z.object({
  confidence: distributionDriftSchema,
  classes: distributionDriftSchema,
  latency: latencyShiftSchema,
  episodes: z.record(z.string(), z.unknown()),
});

/** Says when a model sees differently from how it saw in its first days: less sure, other classes, or slower. */
export class Drift implements Analyser {
  readonly kept = new KeptNow(
    'drift',
    () => this.#save(),
    (saved) => this.#restore(saved)
  );
  readonly #options: DriftOptions;
  readonly #sampler = new Sampler();
  readonly #confidence: DistributionDrift;
  readonly #classes: DistributionDrift;
  readonly #latency: LatencyShift;
  readonly #episodes: ReadonlyMap<DriftAnomaly, Episode>;
  #minute: number | null = null;

  constructor(options: DriftOptions) {
    this.#options = options;
    const learningMinutes = options.learningHours * MINUTES_PER_HOUR;
    const { confidence, classes } = LEAST;
    this.#confidence = new DistributionDrift({ learningMinutes, leastDistance: confidence, distance: stabilityIndex });
    this.#classes = new DistributionDrift({ learningMinutes, leastDistance: classes, distance: jensenShannon });
    this.#latency = new LatencyShift(learningMinutes);
    const { stream, ids } = options;
    const types = Object.keys(SIGNALS) as DriftAnomaly[];
    this.#episodes = new Map(
      types.map((type) => [
        type,
        new Episode({ stream, ids, type, severity: 'warning', beginsAfterUs: 0, endsAfterUs: 5 * MINUTE_US }),
      ])
    );
  }

  onResult(result: FrameResult): Analysed {
    const { captureTimeUs, timings } = result;
    for (const { confidence, class: name } of this.#sampler.take(result)) {
      this.#confidence.add(captureTimeUs, String(Math.min(BINS - 1, Math.floor(confidence * BINS))));
      this.#classes.add(captureTimeUs, name);
    }
    this.#latency.add(timings.inference);
    const minute = Math.floor(captureTimeUs / MINUTE_US);
    const isNext = this.#minute !== null && minute !== this.#minute;
    this.#minute = minute;
    return { result, events: isNext ? this.#judge(captureTimeUs) : [] };
  }

  onStatus(change: StatusChange): readonly StreamEvent[] {
    if (change.kind === 'state' && change.state === 'streaming') return [];
    this.#minute = null;
    for (const each of [this.#confidence, this.#classes, this.#latency]) each.pause();
    for (const [type, episode] of this.#episodes) {
      episode.pause();
      this.#options.meter.active(type, null);
      this.#options.meter.drift(SIGNALS[type], null);
    }
    return [];
  }

  #judge(nowUs: number): StreamEvent[] {
    const { budget } = this.#options;
    const confidence = this.#confidence.judge(nowUs, budget.shareOf('confidence-drift'));
    const classes = this.#classes.judge(nowUs, budget.shareOf('class-drift'));
    const latency = this.#latency.judge(budget.shareOf('latency-shift'));
    const events = [
      ...this.#look(
        'confidence-drift',
        nowUs,
        this.#confidence,
        confidence,
        () => 'the model is not as sure as it was'
      ),
      ...this.#look('class-drift', nowUs, this.#classes, classes, () => 'the model sees other classes than it did'),
      ...this.#look('latency-shift', nowUs, this.#latency, latency, () =>
        latency === null ? '' : `the model takes ${latency.ms.toFixed(1)} ms, it took ${latency.usualMs.toFixed(1)} ms`
      ),
    ];
    this.kept.refresh(nowUs, events.length > 0);
    return events;
  }

  #look(
    type: DriftAnomaly,
    nowUs: number,
    detector: { learnt: number; forget(): void },
    judged: DriftJudgement | null,
    message: () => string
  ): StreamEvent[] {
    const { budget, meter } = this.#options;
    const episode = this.#episodes.get(type);
    if (!episode) return [];
    const limit = judged?.limit ?? null;
    meter.learnt(type, detector.learnt);
    meter.drift(SIGNALS[type], judged?.distance ?? null);
    budget.watch(type, limit !== null);
    if (judged === null || limit === null) {
      meter.active(type, episode.active ? true : null);
      return [];
    }
    const finding = (): Finding => ({ message: message(), value: judged.distance, expected: { high: limit } });
    const events = episode.look(nowUs, levelOf(judged.distance, limit), finding);
    if (episode.active && nowUs - episode.beginUs >= ACCEPTED_US) {
      detector.forget();
      events.push(...episode.close(nowUs));
    }
    meter.active(type, episode.active);
    return events;
  }

  #save(): unknown {
    return {
      confidence: this.#confidence.save(),
      classes: this.#classes.save(),
      latency: this.#latency.save(),
      episodes: Object.fromEntries([...this.#episodes].map(([type, episode]) => [type, episode.save()])),
    };
  }

  #restore(saved: unknown): void {
    const read = savedSchema.safeParse(saved);
    if (!read.success) return;
    this.#confidence.restore(read.data.confidence);
    this.#classes.restore(read.data.classes);
    this.#latency.restore(read.data.latency);
    for (const [type, episode] of this.#episodes) episode.restore(read.data.episodes[type]);
  }
}

function levelOf(distance: number, limit: number): Level {
  if (distance >= limit) return 'anomalous';
  return distance < CALM * limit ? 'normal' : 'between';
}
