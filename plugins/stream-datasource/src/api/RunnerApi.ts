import { isFetchError } from '@grafana/runtime';
import { catchError, defer, map, Observable, of, retry, switchMap, throwError, timeout, timer } from 'rxjs';
import {
  EventFilter,
  Health,
  healthSchema,
  parseCountHistory,
  parseDetectionHistory,
  parseEventHistory,
  parseStreamList,
  parseWith,
  ReadList,
  StreamDescriptor,
} from '@framewatch/protocol';
import { RunnerError, RunnerErrorKind, toRunnerError } from './errors';
import type { Fetch } from './fetch';
import { ownUrlProblem } from './ownUrl';
import { ViewerPaths } from './paths';

const ANSWER_TIMEOUT_MS = 10_000;
/** Most streams that the error of a missing stream names. */
const NAMED = 10;
/** Errors that an unusable URL may cause. */
const MAY_BE_THE_URL: readonly RunnerErrorKind[] = ['unreachable', 'token', 'not-found', 'runner'];
/** The runner's Retry-After, which Grafana's backend service does not pass on; each further attempt waits longer. */
const BUSY_RETRY_MS = 1_000;
const BUSY_RETRIES = 3;

export type History = ReturnType<typeof parseDetectionHistory>;
export type Counts = ReturnType<typeof parseCountHistory>;
export type Events = ReturnType<typeof parseEventHistory>;

/**
 * The runner's viewer API over HTTP, through Grafana's data source proxy. Validates every answer: leaves out and
 * reports invalid elements of lists; every other failure is a RunnerError. Repeats a request that was refused with 429
 * some seconds later. Sends nothing before the subscription; unsubscribing cancels the request.
 */
export class RunnerApi {
  /** Returns the problem of the data source's URL; used when it may be the cause of an error. */
  private readonly urlProblem: Observable<string | null>;

  constructor(
    private readonly paths: ViewerPaths,
    private readonly fetch: Fetch,
    uid: string
  ) {
    this.urlProblem = ownUrlProblem(uid, fetch);
  }

  health(): Observable<Health> {
    return this.get(this.paths.health, (data) => parseWith(healthSchema, data, 'health'));
  }

  streams(): Observable<ReadList<StreamDescriptor>> {
    return this.get(this.paths.streams, parseStreamList);
  }

  /** Fails with the reason when the stream is not available. Also renews an expiring Grafana login. */
  check(stream: string): Observable<void> {
    return this.get(this.paths.stream(stream), () => undefined).pipe(this.nameStreams(stream));
  }

  /** Times and step in milliseconds. */
  detections(stream: string, fromMs: number, toMs: number, stepMs: number): Observable<History> {
    const params = { from: fromMs, to: toMs, step: stepMs };
    return this.get(`${this.paths.stream(stream)}/detections`, parseDetectionHistory, params).pipe(
      this.nameStreams(stream)
    );
  }

  /** Times and step in milliseconds. */
  counts(stream: string, fromMs: number, toMs: number, stepMs: number): Observable<Counts> {
    const params = { from: fromMs, to: toMs, step: stepMs };
    return this.get(`${this.paths.stream(stream)}/counts`, parseCountHistory, params).pipe(this.nameStreams(stream));
  }

  /** Times in milliseconds. */
  events(stream: string, fromMs: number, toMs: number, filter: EventFilter = {}): Observable<Events> {
    const params = { from: fromMs, to: toMs, ...filter };
    return this.get(`${this.paths.stream(stream)}/events`, parseEventHistory, params).pipe(this.nameStreams(stream));
  }

  private get<T>(url: string, read: (data: unknown) => T, params?: Record<string, number | string>): Observable<T> {
    return defer(() => this.fetch({ url, method: 'GET', params, showErrorAlert: false })).pipe(
      timeout(ANSWER_TIMEOUT_MS),
      retry({ count: BUSY_RETRIES, delay: afterBusy }),
      map((response) => read(response.data)),
      catchError((cause: unknown) => this.explain(toRunnerError(cause)))
    );
  }

  private explain(error: RunnerError): Observable<never> {
    const told = (problem: string | null) => throwError(() => (problem ? new RunnerError('address', problem) : error));
    return MAY_BE_THE_URL.includes(error.kind) ? this.urlProblem.pipe(switchMap(told)) : told(null);
  }

  /** Adds the names of existing streams to the error of a missing one. */
  private nameStreams<T>(stream: string) {
    return catchError<T, Observable<T>>((error: unknown) => {
      if (!(error instanceof RunnerError) || error.kind !== 'no-stream') {
        return throwError(() => error);
      }
      return this.streams().pipe(
        map(({ items }) => othersThan(items.map(({ id }) => id))),
        catchError(() => of('')),
        switchMap((others) =>
          throwError(() => new RunnerError('no-stream', `The runner has no stream "${stream}". ${others}`.trim()))
        )
      );
    });
  }
}

function othersThan(ids: readonly string[]): string {
  if (ids.length === 0) {
    return "It has none at all: add one to the runner's configuration.";
  }
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  return `It has ${ids.slice(0, NAMED).join(', ')}${more}. Choose one of them, or add it to the runner's configuration.`;
}

function afterBusy(cause: unknown, attempt: number): Observable<unknown> {
  const busy = isFetchError(cause) && cause.status === 429;
  return busy ? timer(BUSY_RETRY_MS * 2 ** (attempt - 1)) : throwError(() => cause);
}
