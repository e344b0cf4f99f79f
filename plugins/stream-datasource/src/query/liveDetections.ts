import { DataQueryResponse, LoadingState } from '@grafana/data';
import { Observable, Subscriber, Subscription } from 'rxjs';
import { History, leftOutNotice, toRunnerError } from '../api';
import { Clock, LiveStatus, LiveUpdate, Timer } from '../live';
import { detectionsFrame, DetectionsFrameOptions, uncountedNotice } from './detectionsFrame';
import { DetectionSeries } from './DetectionSeries';

/** Panels are drawn anew with every response: at most twice a second. */
const RESPONSE_INTERVAL_MS = 500;
/** Results are in the history no later than this after their frame was captured. */
const HISTORY_DELAY_MS = 1_500;

type RunOptions = Omit<DetectionsFrameOptions, 'knownClasses' | 'notices'>;

export interface DetectionsSource {
  /** The stream's history over the range that is shown, asked for with each subscription. */
  history: Observable<History>;
  /** Its live updates; null where the range does not reach the present. */
  live: Observable<LiveUpdate> | null;
  /** Where the range begins now: that of a live one goes on with time. Milliseconds since 1970. */
  fromMs(): number;
}

/**
 * The responses of a detections query over one stream: history first, then live results added to it. All have the
 * same key, so that each replaces the one before it. After a lost connection the history is asked for again, so that
 * an outage leaves no hole that the runner could fill.
 */
export function detectionResponses(
  source: DetectionsSource,
  series: DetectionSeries,
  options: RunOptions,
  clock: Clock
): Observable<DataQueryResponse> {
  return new Observable((subscriber) => {
    const run = new DetectionsRun(source, series, options, clock, subscriber);
    run.start();
    return () => run.stop();
  });
}

class DetectionsRun {
  private readonly subscriptions = new Subscription();
  private status: LiveStatus | null = null;
  private historyError: string | null = null;
  private historyLoaded = false;
  private leftOut: string[] = [];
  private respondedMs = -Infinity;
  private respondTimer: Timer | null = null;
  private completeTimer: Timer | null = null;

  constructor(
    private readonly source: DetectionsSource,
    private readonly series: DetectionSeries,
    private readonly options: RunOptions,
    private readonly clock: Clock,
    private readonly subscriber: Subscriber<DataQueryResponse>
  ) {}

  start(): void {
    this.loadHistory();
    this.subscriptions.add(
      this.source.live?.subscribe((update) =>
        update.kind === 'result' ? this.onResult(update) : this.onStatus(update.status)
      )
    );
  }

  stop(): void {
    this.subscriptions.unsubscribe();
    for (const timer of [this.respondTimer, this.completeTimer]) {
      if (timer !== null) {
        this.clock.clearTimeout(timer);
      }
    }
  }

  private loadHistory(): void {
    const askedMs = this.clock.now();
    this.subscriptions.add(
      this.source.history.subscribe({
        next: (history) => {
          this.series.addHistory(history, askedMs);
          this.leftOut = history.leftOut;
        },
        error: (cause: unknown) => this.onHistory(toRunnerError(cause).message),
        complete: () => this.onHistory(null),
      })
    );
  }

  private onHistory(error: string | null): void {
    this.historyLoaded = true;
    this.historyError = error;
    if (this.source.live) {
      return this.respondSoon();
    }
    this.respond();
    this.subscriber.complete();
  }

  private onResult({ result }: Extract<LiveUpdate, { kind: 'result' }>): void {
    if (this.series.addResult(result)) {
      this.respondSoon();
    }
  }

  private onStatus(status: LiveStatus): void {
    const before = this.status;
    this.status = status;
    if (before && before.phase !== 'open' && status.phase === 'open') {
      this.onOpen(status.reconnects > before.reconnects || this.historyError !== null);
    }
    this.respondSoon();
  }

  /** Live results begin somewhere within a step; what belongs to its first part only the history can tell, later. */
  private onOpen(missed: boolean): void {
    if (missed) {
      this.loadHistory();
    }
    if (this.completeTimer !== null) {
      this.clock.clearTimeout(this.completeTimer);
    }
    const { stepMs } = this.series;
    const toStepEndMs = stepMs - (this.clock.now() % stepMs);
    this.completeTimer = this.clock.setTimeout(() => this.loadHistory(), toStepEndMs + HISTORY_DELAY_MS);
  }

  private respondSoon(): void {
    if (this.historyLoaded && this.respondTimer === null) {
      const waitMs = Math.max(0, this.respondedMs + RESPONSE_INTERVAL_MS - this.clock.now());
      this.respondTimer = this.clock.setTimeout(() => this.respond(), waitMs);
    }
  }

  private respond(): void {
    const { refId, stream } = this.options;
    this.respondTimer = null;
    this.respondedMs = this.clock.now();
    const rows = this.series.rows(this.source.fromMs());
    const options = { ...this.options, knownClasses: this.status?.classes ?? [] };
    const notices = [noticeOf(this.status), uncountedNotice(options), leftOutNotice(this.leftOut)];
    const { historyError } = this;
    const kept = historyError !== null && rows.length > 0;
    if (kept) {
      notices.push(`${historyError} What is shown is what this page has seen before.`);
    }
    this.subscriber.next({
      key: `${refId}/${stream}`,
      state: this.source.live ? LoadingState.Streaming : LoadingState.Done,
      data: [detectionsFrame(rows, { ...options, notices })],
      errors: historyError && !kept ? [{ refId, message: historyError }] : undefined,
    });
  }
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
