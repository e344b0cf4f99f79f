import { DetectionSeries } from './DetectionSeries';

/** Streams, and kinds of query of each, whose series are kept. */
const MAX_STREAMS = 20;
const MAX_SERIES = 8;

export interface SeriesWindow {
  stepMs: number;
  fromMs: number;
  toMs: number;
  live: boolean;
}

/**
 * What this page has seen of the streams. A dashboard that is refreshed asks anew; where the runner cannot answer, or
 * has
 * forgotten by a restart, the new series still have what the ones before them had.
 */
export class SeriesCache {
  /** Ids of the runner's streams when it last told them. */
  streams: readonly string[] = [];
  /** By stream, and by what tells one query's series from another's; used last stands last. */
  private readonly kept = new Map<string, Map<string, DetectionSeries>>();

  /** A series over this window that begins with what was seen of it. */
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
