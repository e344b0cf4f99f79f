import { DataQueryError, DataQueryRequest, DataQueryResponse, LoadingState } from '@grafana/data';
import { TemplateSrv } from '@grafana/runtime';
import {
  catchError,
  concat,
  concatMap,
  defaultIfEmpty,
  defer,
  forkJoin,
  map,
  merge,
  Observable,
  of,
  switchMap,
  tap,
  throwError,
} from 'rxjs';
import { StreamEvent } from '@framewatch/protocol';
import { Clock } from '@framewatch/viewer-client';
import { leftOutNotice, RunnerApi, toRunnerError, ViewerPaths } from '../api';
import { LiveStreams } from '../live';
import { StreamQuery } from '../types';
import { countsFrame } from './countsFrame';
import { eventsFrame } from './eventsFrame';
import { streamsIn, valuesOf } from './interpolate';
import { detectionResponses } from './liveDetections';
import { reachesNow } from './reachesNow';
import { wallMs } from './wallMs';
import { SeriesCache } from './SeriesCache';
import { streamsFrame } from './streamsFrame';

/** What queries need of the data source that runs them. */
export interface QueryContext {
  uid: string;
  paths: ViewerPaths;
  api: RunnerApi;
  live: LiveStreams;
  seen: SeriesCache;
  clock: Clock;
  templateSrv: TemplateSrv;
}

type Request = DataQueryRequest<StreamQuery>;

const SHORTEST_STEP_MS = 1_000;
const RETRY_MS = 5_000;

/**
 * The responses of one query. What fails is told in a response, so that the panel's other queries go on; a live query
 * tries again.
 */
export function runQuery(query: StreamQuery, request: Request, context: QueryContext): Observable<DataQueryResponse> {
  const { refId } = query;
  const empty: DataQueryResponse = { key: refId, state: LoadingState.Done, data: [] };
  return defer(() => {
    let failed = false;
    return responsesOf(query, request, context).pipe(
      defaultIfEmpty(empty),
      concatMap((response) => {
        // Grafana shows an error until a response of the same key comes, and those of streams have other keys.
        const responses = failed ? [response, { ...empty, state: response.state }] : [response];
        failed = false;
        return responses;
      }),
      catchError((cause: unknown, again) => {
        failed = true;
        const told = of(failure(refId, cause));
        return isLive(query, request, context)
          ? concat(told, later(RETRY_MS, context.clock).pipe(switchMap(() => again)))
          : told;
      })
    );
  });
}

function responsesOf(query: StreamQuery, request: Request, context: QueryContext): Observable<DataQueryResponse> {
  switch (query.queryType) {
    case 'streams':
      return streamsTable(query, context);
    case 'events':
    case 'crossings':
      return eventsTable(query, query.queryType, request, context);
    case 'counts':
      return counts(query, request, context);
    case 'history':
    case 'detections':
      return detections(query, request, context);
  }
}

function streamsTable({ refId }: StreamQuery, { api }: QueryContext): Observable<DataQueryResponse> {
  return api
    .streams()
    .pipe(map((streams) => ({ key: refId, state: LoadingState.Done, data: [streamsFrame(streams, refId)] })));
}

function eventsTable(
  query: StreamQuery,
  queryType: 'events' | 'crossings',
  request: Request,
  context: QueryContext
): Observable<DataQueryResponse> {
  const { api, paths, templateSrv } = context;
  const { refId, severities = [] } = query;
  const fromMs = request.range.from.valueOf();
  const toMs = request.range.to.valueOf();
  const crossings = queryType === 'crossings';
  const types = crossings ? ['crossing'] : namesIn(query.types, request, templateSrv);
  const lines = crossings ? namesIn(query.lines, request, templateSrv) : [];
  const classes = crossings ? namesIn(query.classes, request, templateSrv) : [];
  const isAskedFor = (event: StreamEvent) =>
    isAmong(types, event.type) &&
    (crossings || isAmong(severities, event.severity)) &&
    isAmong(lines, event.line) &&
    isAmong(classes, event.class);
  // The runner filters by one of each; the rest is done here.
  const filter = {
    ...(types.length === 1 && { type: types[0] }),
    ...(!crossings && severities.length === 1 && { severity: severities[0] }),
  };
  return streamsOf(query, request, context).pipe(
    switchMap((ids) =>
      ids.length > 0 ? forkJoin(ids.map((stream) => api.events(stream, fromMs, toMs, filter))) : of([])
    ),
    map((histories) => {
      const notice = leftOutNotice(histories.flatMap(({ leftOut }) => leftOut));
      const events = histories.flatMap((history) => history.events).filter(isAskedFor);
      const stillUrl = (stream: string, still: string) => paths.still(stream, still);
      return eventsFrame(events, { refId, queryType, notice, stillUrl });
    }),
    map((frame) => ({ key: refId, state: LoadingState.Done, data: [frame] }))
  );
}

function counts(query: StreamQuery, request: Request, context: QueryContext): Observable<DataQueryResponse> {
  const { api, templateSrv } = context;
  const { range, intervalMs, maxDataPoints } = request;
  const toMs = range.to.valueOf();
  const stepMs = stepOf(toMs - range.from.valueOf(), intervalMs, maxDataPoints);
  const fromMs = startOfStep(range.from.valueOf(), stepMs);
  const { refId, figures = [] } = query;
  const names = (list: string[] | undefined) => namesIn(list, request, templateSrv);
  const [zones, lines, classes] = [names(query.zones), names(query.lines), names(query.classes)];
  return streamsOf(query, request, context).pipe(
    map((streams) => (query.stream ? streams : streams.slice(0, 1))),
    switchMap((streams) =>
      streams.length > 0 ? forkJoin(streams.map((stream) => api.counts(stream, fromMs, toMs, stepMs))) : of([])
    ),
    map((histories) =>
      histories.map(({ stream, buckets, leftOut }) =>
        countsFrame(buckets, {
          ...{ refId, stream, stepMs, zones, lines, classes, figures },
          nameStream: histories.length > 1,
          notice: leftOutNotice(leftOut),
        })
      )
    ),
    map((data) => ({ key: refId, state: LoadingState.Done, data }))
  );
}

/** What names with variables stand for. */
function namesIn(names: string[] = [], { scopedVars }: Request, templateSrv: TemplateSrv): string[] {
  return names.flatMap((name) => valuesOf(name, templateSrv, scopedVars));
}

/** Whether a name passes a filter; an empty one lets everything through. */
function isAmong(wanted: readonly string[], name: string | undefined): boolean {
  return wanted.length === 0 || (name !== undefined && wanted.includes(name));
}

function detections(query: StreamQuery, request: Request, context: QueryContext): Observable<DataQueryResponse> {
  return streamsOf(query, request, context).pipe(
    // Every stream is a connection of its own: where the query names none, one is enough.
    map((streams) => (query.stream ? streams : streams.slice(0, 1))),
    switchMap((streams) =>
      merge(...streams.map((stream) => streamDetections(stream, streams.length > 1, query, request, context)))
    )
  );
}

function streamDetections(
  stream: string,
  nameStream: boolean,
  query: StreamQuery,
  request: Request,
  context: QueryContext
): Observable<DataQueryResponse> {
  const { api, paths, uid, clock, templateSrv, seen } = context;
  const { range, intervalMs, maxDataPoints } = request;
  const fromMs = range.from.valueOf();
  const toMs = range.to.valueOf();
  const stepMs = stepOf(toMs - fromMs, intervalMs, maxDataPoints);
  const live = isLive(query, request, context);
  const series = seen.begin(stream, { stepMs, fromMs, toMs, live });
  // A live query may ask again much later, and then wants what has happened since.
  const lateMs = () => (live ? Math.max(0, wallMs(clock) - toMs) : 0);
  const source = {
    history: defer(() => api.detections(stream, startOfStep(fromMs + lateMs(), stepMs), toMs + lateMs(), stepMs)),
    live: live ? context.live.updates(stream) : null,
    fromMs: () => fromMs + lateMs(),
  };
  const options = {
    refId: query.refId,
    stream,
    classes: namesIn(query.classes, request, templateSrv),
    series: query.series ?? [],
    nameStream,
    // History is of the past, and has no video.
    endpoint: query.queryType === 'detections' ? paths.videoEndpoint(stream, uid, live) : undefined,
  };
  return detectionResponses(source, series, options, clock);
}

function isLive({ queryType }: StreamQuery, { range }: Request, { clock }: QueryContext): boolean {
  return queryType === 'detections' && reachesNow(range, wallMs(clock));
}

function later(ms: number, clock: Clock): Observable<void> {
  return new Observable((subscriber) => {
    const cancel = clock.after(ms, () => {
      subscriber.next();
      subscriber.complete();
    });
    return cancel;
  });
}

/** Milliseconds between points: what the panel has room for, in whole seconds. */
function stepOf(rangeMs: number, intervalMs: number, maxDataPoints: number | undefined): number {
  const step = Math.max(SHORTEST_STEP_MS, intervalMs, maxDataPoints ? rangeMs / maxDataPoints : 0);
  return Math.ceil(step / 1000) * 1000;
}

function startOfStep(timeMs: number, stepMs: number): number {
  return Math.floor(timeMs / stepMs) * stepMs;
}

/** The streams that a query names; all of the runner's where it names none. */
function streamsOf(query: StreamQuery, { scopedVars }: Request, context: QueryContext): Observable<string[]> {
  const { api, seen, templateSrv } = context;
  return query.stream
    ? of(streamsIn(query.stream, templateSrv, scopedVars))
    : api.streams().pipe(
        map(({ items }) => items.map(({ id }) => id)),
        tap((ids) => (seen.streams = ids)),
        // What the page has seen of them stays, and their own queries say what is the matter.
        catchError((cause: unknown) => (seen.streams.length > 0 ? of([...seen.streams]) : throwError(() => cause)))
      );
}

function failure(refId: string, cause: unknown): DataQueryResponse {
  const error: DataQueryError = { refId, message: toRunnerError(cause).message };
  return { key: refId, state: LoadingState.Error, data: [], errors: [error] };
}
