import { LruCache } from '@framewatch/protocol';
import { DetectionSeries } from './DetectionSeries';

/** Most streams, and most kinds of query of each, whose series are kept. */
const MAX_STREAMS = 20;
const MAX_SERIES = 8;

export interface SeriesWindow {
  stepMs: number;
  fromMs: number;
  toMs: number;
  live: boolean;
}

/**
 * Caches the series that this page has shown. A refreshed dashboard queries again; when the runner cannot answer, or
 * has lost its history by a restart, the new series begin with the data of the earlier ones.
 */
export class SeriesCache {
  /** Ids of the runner's streams in its last answer. */
  streams: readonly string[] = [];
  /** By stream, and by the properties that distinguish queries. */
  private readonly kept = new LruCache<LruCache<DetectionSeries>>(MAX_STREAMS);

  /** Returns a series over this window that begins with the cached data. */
  begin(stream: string, { stepMs, fromMs, toMs, live }: SeriesWindow): DetectionSeries {
    const maxBuckets = Math.ceil((toMs - fromMs) / stepMs) + 1;
    const series = new DetectionSeries(stepMs, maxBuckets);
    const earlier = this.kept.get(stream, () => new LruCache(MAX_SERIES));
    for (const one of earlier.values()) {
      series.addSeen(one, fromMs, toMs);
    }
    earlier.set(`${stepMs} ${maxBuckets} ${live}`, series);
    return series;
  }
}
