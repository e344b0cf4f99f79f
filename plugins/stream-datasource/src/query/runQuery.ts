import { DataQueryError, DataQueryRequest, DataQueryResponse, LoadingState } from '@grafana/data';
import { TemplateSrv } from '@grafana/runtime';
import { catchError, forkJoin, map, Observable, of } from 'rxjs';
import { RunnerApi, toRunnerError, ViewerPaths } from '../api';
import { Clock, ConnectionPool } from '../live';
import { StreamQuery } from '../types';
import { DetectionSeries } from './DetectionSeries';
import { eventsFrame } from './eventsFrame';
import { valuesOf } from './interpolate';
import { detectionResponses } from './liveDetections';
import { streamsFrame } from './streamsFrame';

/** What queries need of the data source that runs them. */
export interface QueryContext {
  uid: string;
  paths: ViewerPaths;
  api: RunnerApi;
  pool: ConnectionPool;
  clock: Clock;
  templateSrv: TemplateSrv;
}

type Request = DataQueryRequest<StreamQuery>;

const SHORTEST_STEP_MS = 1_000;

/** The responses of one query: one observable for all of a table, one for every stream of a detections query. */
export function runQuery(
  query: StreamQuery,
  request: Request,
  context: QueryContext
): Array<Observable<DataQueryResponse>> {
  switch (query.queryType) {
    case 'streams':
      return [runStreams(query, context)];
    case 'events':
      return [runEvents(query, request, context)];
    case 'history':
    case 'detections':
      return runDetections(query, request, context);
  }
}

function runStreams({ refId }: StreamQuery, { api }: QueryContext): Observable<DataQueryResponse> {
  return api.streams().pipe(
    map((streams) => ({ key: refId, state: LoadingState.Done, data: [streamsFrame(streams, refId)] })),
    catchError((cause: unknown) => of(failure(refId, cause)))
  );
}

function runEvents(query: StreamQuery, request: Request, context: QueryContext): Observable<DataQueryResponse> {
  const { refId } = query;
  const { from, to } = request.range;
  const streams = streamsOf(query, request, context);
  if (streams.length === 0) {
    return of({ key: refId, data: [] });
  }
  return forkJoin(streams.map((stream) => context.api.events(stream, from.valueOf(), to.valueOf()))).pipe(
    map((histories) => histories.flatMap((history) => history.events)),
    map((events) => ({ key: refId, state: LoadingState.Done, data: [eventsFrame(events, refId)] })),
    catchError((cause: unknown) => of(failure(refId, cause)))
  );
}

function runDetections(
  query: StreamQuery,
  request: Request,
  context: QueryContext
): Array<Observable<DataQueryResponse>> {
  const { api, pool, paths, uid, clock, templateSrv } = context;
  const streams = streamsOf(query, request, context);
  const classes = (query.classes ?? []).flatMap((name) => valuesOf(name, templateSrv, request.scopedVars));
  const live = query.queryType === 'detections' && request.range.raw.to === 'now';
  const fromMs = request.range.from.valueOf();
  const toMs = request.range.to.valueOf();
  const stepMs = stepOf(request);
  const maxBuckets = Math.ceil((toMs - fromMs) / stepMs) + 1;

  return streams.map((stream) => {
    const source = {
      // A live query asks up to the runner's own present, whatever this browser's clock says.
      history: api.detections(stream, Math.floor(fromMs / stepMs) * stepMs, toMs, stepMs),
      live: live ? pool.updates(stream) : null,
    };
    const options = {
      refId: query.refId,
      stream,
      classes,
      series: query.series ?? [],
      nameStream: streams.length > 1,
      endpoint: paths.videoEndpoint(stream, uid),
    };
    return detectionResponses(source, new DetectionSeries(stepMs, maxBuckets), options, clock);
  });
}

/** Milliseconds between points: what the panel has room for, in whole seconds. */
function stepOf({ range, intervalMs, maxDataPoints }: Request): number {
  const rangeMs = range.to.valueOf() - range.from.valueOf();
  const step = Math.max(SHORTEST_STEP_MS, intervalMs, maxDataPoints ? rangeMs / maxDataPoints : 0);
  return Math.ceil(step / 1000) * 1000;
}

function streamsOf(query: StreamQuery, request: Request, { templateSrv }: QueryContext): string[] {
  return valuesOf(query.stream ?? '', templateSrv, request.scopedVars);
}

function failure(refId: string, cause: unknown): DataQueryResponse {
  const error: DataQueryError = { refId, message: toRunnerError(cause).message };
  return { key: refId, state: LoadingState.Error, data: [], errors: [error] };
}
