import { DataQueryResponse, LoadingState } from '@grafana/data';
import { Clock } from '@framewatch/viewer-client';
import { Observable, Subscriber, Subscription } from 'rxjs';
import { History, leftOutNotice, toRunnerError } from '../api';
import { LiveStatus, LiveUpdate } from '../live';
import { detectionsFrame, DetectionsFrameOptions, uncountedNotice } from './detectionsFrame';
import { DetectionSeries } from './DetectionSeries';
import { wallMs } from './wallMs';

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
  private cancelRespond: (() => void) | null = null;
  private cancelComplete: (() => void) | null = null;

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
    this.cancelRespond?.();
    this.cancelComplete?.();
  }

  private loadHistory(): void {
    const askedMs = wallMs(this.clock);
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
    const missed = before !== null && status.reconnects > before.reconnects;
    if (before && status.phase === 'open' && (before.phase !== 'open' || missed)) {
      this.onOpen(missed || this.historyError !== null);
    }
    this.respondSoon();
  }

  /** Live results begin somewhere within a step; what belongs to its first part only the history can tell, later. */
  private onOpen(missed: boolean): void {
    if (missed) {
      this.loadHistory();
    }
    this.cancelComplete?.();
    const { stepMs } = this.series;
    const toStepEndMs = stepMs - (wallMs(this.clock) % stepMs);
    this.cancelComplete = this.clock.after(toStepEndMs + HISTORY_DELAY_MS, () => this.loadHistory());
  }

  private respondSoon(): void {
    if (this.historyLoaded && this.cancelRespond === null) {
      const waitMs = Math.max(0, this.respondedMs + RESPONSE_INTERVAL_MS - wallMs(this.clock));
      this.cancelRespond = this.clock.after(waitMs, () => this.respond());
    }
  }

  private respond(): void {
    const { refId, stream } = this.options;
    this.cancelRespond = null;
    this.respondedMs = wallMs(this.clock);
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
