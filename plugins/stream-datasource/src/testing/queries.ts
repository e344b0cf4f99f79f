import { CoreApp, DataFrame, DataQueryRequest, DataQueryResponse, dateTime } from '@grafana/data';
import { Observable, Subscription } from 'rxjs';
import { CountBucket, DetectionHistory, LineCount, ZoneCount } from '@framewatch/protocol';
import { StreamQuery } from '../types';
import { Answer } from './fakeRunner';
import { descriptor, T0 } from './fixtures';

export const health: Answer = { body: { status: 'ok', version: '0.1.0', streams: { total: 2, up: 1 } } };
export const twoStreams: Answer = {
  body: {
    streams: [
      descriptor('lobby', { name: 'Lobby' }),
      descriptor('yard', {
        state: 'failed',
        reason: 'no such host',
        width: null,
        height: null,
        fps: null,
        codec: null,
      }),
    ],
  },
};

export function history(...buckets: DetectionHistory['buckets']): Answer {
  return { body: { stream: 'lobby', stepMs: 1000, buckets } };
}

export function bucket(ms: number, frames: number, people: number): DetectionHistory['buckets'][number] {
  const classes: DetectionHistory['buckets'][number]['classes'] =
    people > 0 ? { person: { detections: people * frames, most: people, confidence: 0.5 } } : {};
  return { timeMs: T0 + ms, frames, dropped: 0, inferenceMs: 20, latencyMs: 30, classes };
}

const ZONE_COUNT: ZoneCount = { objects: 0, most: 0, entries: 0, exits: 0, unique: 0, visits: 0, dwellSeconds: 0 };

/** People in the zone `hall` and across the line `door` in a second that begins `ms` after T0. */
export function countBucket(ms: number, people: Partial<ZoneCount>, crossings: Partial<LineCount> = {}): CountBucket {
  return {
    timeMs: T0 + ms,
    frames: 10,
    zones: { hall: { person: { ...ZONE_COUNT, ...people } } },
    lines: { door: { person: { in: 0, out: 0, ...crossings } } },
  };
}

/** A request over the minute that ends now. */
export function request(...targets: Array<Partial<StreamQuery>>): DataQueryRequest<StreamQuery> {
  return {
    requestId: 'Q1',
    app: CoreApp.Dashboard,
    interval: '1s',
    intervalMs: 100,
    maxDataPoints: 600,
    range: { from: dateTime(T0 - 60_000), to: dateTime(T0), raw: { from: 'now-1m', to: 'now' } },
    scopedVars: {},
    startTime: T0,
    timezone: 'browser',
    targets: targets.map((target, i) => ({ refId: 'ABC'[i]!, queryType: 'detections', ...target })),
  };
}

export function collect(responses: Observable<DataQueryResponse>) {
  const collected = {
    all: [] as DataQueryResponse[],
    complete: false,
    subscription: Subscription.EMPTY,
    get last(): DataQueryResponse {
      return this.all.at(-1)!;
    },
    get frame(): DataFrame {
      return this.last.data[0];
    },
  };
  collected.subscription = responses.subscribe({
    next: (response) => collected.all.push(response),
    complete: () => (collected.complete = true),
  });
  return collected;
}

/** The frame as a table: display names and values. */
export function table(frame: DataFrame): Record<string, unknown[]> {
  return Object.fromEntries(
    frame.fields.map(({ name, config, values }) => [
      config.displayNameFromDS ?? config.displayName ?? name,
      [...values],
    ])
  );
}
