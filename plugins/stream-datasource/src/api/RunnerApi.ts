import { BackendSrvRequest, FetchResponse } from '@grafana/runtime';
import { catchError, defer, map, Observable, throwError, timeout } from 'rxjs';
import {
  Health,
  healthSchema,
  parseDetectionHistory,
  parseEventHistory,
  parseStreamList,
  parseWith,
  ReadList,
  StreamDescriptor,
} from '@framewatch/protocol';
import { RunnerError, toRunnerError } from './errors';
import { ViewerPaths } from './paths';

const ANSWER_TIMEOUT_MS = 10_000;

export type History = ReturnType<typeof parseDetectionHistory>;
export type Events = ReturnType<typeof parseEventHistory>;

/** `getBackendSrv().fetch`, or a stand-in. */
export type Fetch = (request: BackendSrvRequest) => Observable<FetchResponse<unknown>>;

/**
 * The runner's viewer API over HTTP, through Grafana's data source proxy. Every answer is validated: what is odd in a
 * list is left out and told, every other failure is a RunnerError. Nothing is sent before the subscription, and unsubscribing cancels the request.
 */
export class RunnerApi {
  constructor(
    private readonly paths: ViewerPaths,
    private readonly fetch: Fetch
  ) {}

  health(): Observable<Health> {
    return this.get(this.paths.health, (data) => parseWith(healthSchema, data, 'health'));
  }

  streams(): Observable<ReadList<StreamDescriptor>> {
    return this.get(this.paths.streams, parseStreamList);
  }

  /** Times and step in milliseconds. */
  detections(stream: string, fromMs: number, toMs: number, stepMs: number): Observable<History> {
    const params = { from: fromMs, to: toMs, step: stepMs };
    return this.get(`${this.paths.stream(stream)}/detections`, parseDetectionHistory, params).pipe(nameStream(stream));
  }

  /** Times in milliseconds. */
  events(stream: string, fromMs: number, toMs: number): Observable<Events> {
    const params = { from: fromMs, to: toMs };
    return this.get(`${this.paths.stream(stream)}/events`, parseEventHistory, params).pipe(nameStream(stream));
  }

  private get<T>(url: string, read: (data: unknown) => T, params?: Record<string, number>): Observable<T> {
    return defer(() => this.fetch({ url, method: 'GET', params, showErrorAlert: false })).pipe(
      timeout(ANSWER_TIMEOUT_MS),
      map((response) => read(response.data)),
      catchError((cause: unknown) => throwError(() => toRunnerError(cause)))
    );
  }
}

/** A path below a stream that is not found means that the runner has no such stream. */
function nameStream<T>(stream: string) {
  return catchError<T, Observable<T>>((error: unknown) =>
    throwError(() =>
      error instanceof RunnerError && error.kind === 'not-found'
        ? new RunnerError(
            'not-found',
            `The runner has no stream "${stream}". Choose another, or add it to the runner's configuration.`
          )
        : error
    )
  );
}
