import { DataQueryResponse, LoadingState } from '@grafana/data';
import { Observable, Subscription } from 'rxjs';
import { DetectionHistory } from '@framewatch/protocol';
import { toRunnerError } from '../api';
import { Clock, LiveStatus, LiveUpdate, Timer } from '../live';
import { detectionsFrame, DetectionsFrameOptions } from './detectionsFrame';
import { DetectionSeries } from './DetectionSeries';

/** Panels are drawn anew with every response: at most twice a second. */
const RESPONSE_INTERVAL_MS = 500;

export interface DetectionsSource {
  /** The stream's history over the range that is shown. */
  history: Observable<DetectionHistory>;
  /** Its live updates; null where the range does not reach the present. */
  live: Observable<LiveUpdate> | null;
}

/** Identifies the responses of one stream of one query, so that each replaces the one before it. */
export function responseKey({ refId, stream }: DetectionsFrameOptions): string {
  return `${refId}/${stream}`;
}

/**
 * The responses of one detections query: history first, then live results added to it. After a lost connection the
 * history is asked for again, so that an outage leaves no hole that the runner could fill.
 */
export function detectionResponses(
  source: DetectionsSource,
  series: DetectionSeries,
  options: DetectionsFrameOptions,
  clock: Clock
): Observable<DataQueryResponse> {
  return new Observable((subscriber) => {
    const subscriptions = new Subscription();
    let status: LiveStatus | null = null;
    let historyError: string | null = null;
    let historyLoaded = false;
    let lastMs = -Infinity;
    let timer: Timer | null = null;

    const respond = () => {
      timer = null;
      lastMs = clock.now();
      const notice = noticeOf(status);
      subscriber.next({
        key: responseKey(options),
        state: source.live ? LoadingState.Streaming : LoadingState.Done,
        data: [detectionsFrame(series.rows(), { ...options, notice })],
        errors: historyError ? [{ refId: options.refId, message: historyError }] : undefined,
      });
    };
    const respondSoon = () => {
      if (historyLoaded && timer === null) {
        timer = clock.setTimeout(respond, Math.max(0, lastMs + RESPONSE_INTERVAL_MS - clock.now()));
      }
    };
    const settle = (error: string | null) => {
      historyLoaded = true;
      historyError = error;
      if (source.live) {
        return respondSoon();
      }
      respond();
      subscriber.complete();
    };
    const loadHistory = () => {
      const askedMs = clock.now();
      subscriptions.add(
        source.history.subscribe({
          next: (history) => series.setHistory(history, askedMs),
          error: (cause: unknown) => settle(toRunnerError(cause).message),
          complete: () => settle(null),
        })
      );
    };

    loadHistory();
    subscriptions.add(
      source.live?.subscribe((update) => {
        if (update.kind === 'result') {
          return series.addResult(update.result) && respondSoon();
        }
        const missed = status !== null && update.status.reconnects > status.reconnects;
        const recovered = update.status.phase === 'open' && historyError !== null;
        status = update.status;
        if (missed || recovered) {
          loadHistory();
        }
        return respondSoon();
      })
    );
    return () => {
      subscriptions.unsubscribe();
      if (timer !== null) {
        clock.clearTimeout(timer);
      }
    };
  });
}

/** What a viewer of the panel should know of the connection and the stream; nothing when both are well. */
function noticeOf(status: LiveStatus | null): string | undefined {
  if (status?.error) {
    return status.error;
  }
  if (status?.stream && status.stream.state !== 'streaming') {
    const { state, reason } = status.stream;
    return reason ? `The stream is ${state}: ${reason}` : `The stream is ${state}.`;
  }
  return undefined;
}
