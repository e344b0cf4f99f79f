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
 * has lost
 * its history by a restart, the new series begin with the data of the earlier ones.
 */
export class SeriesCache {
  /** Ids of the runner's streams in its last answer. */
  streams: readonly string[] = [];
  /** By stream, and by the properties that distinguish queries; least recently used first. */
  private readonly kept = new Map<string, Map<string, DetectionSeries>>();

  /** Returns a series over this window that begins with the cached data. */
  begin(stream: string, { stepMs, fromMs, toMs, live }: SeriesWindow): DetectionSeries {
    const maxBuckets = Math.ceil((toMs - fromMs) / stepMs) + 1;
    const series = new DetectionSeries(stepMs, maxBuckets);
    const earlier = this.kept.get(stream) ?? new Map<string, DetectionSeries>();
    for (const one of earlier.values()) {
      series.addSeen(one, fromMs, toMs);
    }
    put(earlier, `${stepMs} ${maxBuckets} ${live}`, series, MAX_SERIES);
    put(this.kept, stream, earlier, MAX_STREAMS);
    return series;
  }
}

function put<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) {
    map.delete(oldest);
  }
}
