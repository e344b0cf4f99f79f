import {
  type CountBucket,
  encodeResult,
  type FrameResult,
  type StreamEvent,
  type StreamState,
  type TodayCounts,
} from '@framewatch/protocol';
import type { Logger } from 'pino';
import type { Analysed } from '../../analysis/index.js';
import type { Clock } from '@framewatch/service-kit';
import type { SharedFrame } from '../../frame/index.js';
import type { StreamHistory } from '../../history/index.js';
import { InferenceError } from '../../model/index.js';
import { StreamRelay } from '../../relay/index.js';
import type { FrameSink, ResultSink } from '../../sink/index.js';
import type { ReconnectReason, SourceFormat, SourcePacket } from '../../source/index.js';
import type { StillStore } from '../../stills/index.js';
import type { DropReason } from '../inference/index.js';
import type { StreamWatcher } from '../../viewer/index.js';
import { FrameLog } from './frame-log.js';
import { Listeners } from './listeners.js';
import type { StreamMetrics } from './stream-metrics.js';

export interface PublisherDeps {
  metrics: StreamMetrics;
  history: StreamHistory;
  sinks: readonly ResultSink[];
  frameSinks: readonly FrameSink[];
  /** Of the stream's events; null to keep none. */
  stills: StillStore | null;
  log: Logger;
  clock: Clock;
}

/** The receivers of results and events: sinks and the history. */
interface Recorder extends Pick<ResultSink, 'takeResult' | 'takeEvent'> {
  takeCounts(stream: string, bucket: CountBucket, today: TodayCounts | null): void;
}

/**
 * Passes on what a stream does to metrics, sinks, history, viewers and the log. Logs a receiver that fails and goes on
 * with the others: nothing here throws, so inference is not affected.
 */
export class Publisher {
  readonly video: StreamRelay;
  readonly #deps: PublisherDeps;
  readonly #frameSinks: Listeners<FrameSink>;
  readonly #recorders: Listeners<Recorder>;
  readonly #watchers: Listeners<StreamWatcher>;
  readonly #log: FrameLog;
  #closed = false;

  constructor(deps: PublisherDeps) {
    const { log, clock, history, sinks, frameSinks } = deps;
    this.#deps = deps;
    this.video = new StreamRelay({ log });
    this.#log = new FrameLog(log, clock);
    const report = (err: unknown) => this.#log.failed(err, 'a listener of the stream failed, others go on');
    const record: Recorder = {
      takeResult: (r: FrameResult) => history.addResult(r),
      takeEvent: (e: StreamEvent) => history.addEvent(e),
      takeCounts: (_, bucket, today) => history.addCounts(bucket, today),
    };
    this.#recorders = new Listeners<Recorder>(report, [record, ...sinks]);
    this.#frameSinks = new Listeners(report, frameSinks);
    this.#watchers = new Listeners(report);
  }

  watch(watcher: StreamWatcher): () => void {
    return this.#watchers.add(watcher);
  }

  format(format: SourceFormat): void {
    this.video.onFormat(format);
  }

  packet(packet: SourcePacket | null): void {
    this.#deps.metrics.frameReceived();
    try {
      this.video.onPacket(packet);
    } catch (err) {
      this.#log.failed(err, 'a packet could not be handed on to viewers, they wait for the next key frame');
      this.video.onPacket(null);
    }
  }

  /** A decoded frame. */
  frame(frame: SharedFrame): void {
    this.#deps.metrics.frameDecoded(this.#deps.clock.wallUs());
    try {
      this.video.onFrame(frame);
    } catch (err) {
      this.#log.failed(err, 'a frame could not be handed on to viewers, it is inferred all the same');
    }
    this.#frameSinks.tell((sink) => sink.takeFrame(frame));
  }

  /** A frame that was inferred, with what analysis made of its result. */
  result(frame: SharedFrame, { result, events, counts = [], today = null }: Analysed): void {
    this.#deps.metrics.inferred(result);
    this.#frameSinks.tell((sink) => sink.takeInferred(frame, result));
    this.#recorders.tell((recorder) => recorder.takeResult(result));
    const message = this.#encoded(result);
    if (message) this.#watchers.tell((watcher) => watcher.onResult(message, result));
    for (const bucket of counts) this.#recorders.tell((recorder) => recorder.takeCounts(result.stream, bucket, today));
    this.events(events, frame);
  }

  /** `frame`: the one that they were found in, for their stills. */
  events(events: readonly StreamEvent[], frame: SharedFrame | null = null): void {
    for (const event of events.map((each) => this.#withStill(each, frame))) {
      this.#deps.metrics.event(event);
      this.#recorders.tell((recorder) => recorder.takeEvent(event));
      this.#watchers.tell((watcher) => watcher.onEvent(event));
    }
  }

  state(state: StreamState, reason?: string): void {
    this.#deps.metrics.state(state);
    this.#watchers.tell((watcher) => watcher.onState(state, reason));
  }

  /** What the stream's models are executed on has changed, in this state of it. */
  executionChanged(state: StreamState, reason?: string): void {
    this.#watchers.tell((watcher) => watcher.onState(state, reason));
  }

  reconnected(reason: ReconnectReason): void {
    this.#deps.metrics.reconnected(reason);
  }

  damaged(inferred: boolean): void {
    this.#deps.metrics.frameDamaged();
    this.#log.damaged(inferred);
  }

  dropped(reason: DropReason): void {
    this.#deps.metrics.frameDropped(reason);
  }

  notInferred(error: Error): void {
    this.#deps.metrics.inferenceFailed(error instanceof InferenceError ? error.reason : 'session');
    this.#log.notInferred(error);
  }

  /** An analyser threw. */
  notAnalysed(error: unknown): void {
    this.#log.failed(error, 'an analyser of the stream failed, its part is missing');
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Ends the video for viewers; resolves when no frame is held. Results go to the sinks until then. */
  async close(): Promise<void> {
    const { frameSinks, stills } = this.#deps;
    await Promise.all([this.video.close(), stills?.close(), ...frameSinks.map((sink) => sink.close())]);
    this.#closed = true;
  }

  /** Returns what it is doing, for support. */
  dump() {
    return { closed: this.#closed, watchers: this.#watchers.size, lastFailure: this.#log.lastFailure };
  }

  /** Takes the still of an event as it begins. One that there is none of is not told, neither then nor at its end. */
  #withStill(event: StreamEvent, frame: SharedFrame | null): StreamEvent {
    const { still, ...without } = event;
    const { stills } = this.#deps;
    if (still === undefined || stills?.has(event.id)) return event;
    const begins = event.endUs === null || event.endUs === event.beginUs;
    return frame && begins && stills?.take(event.id, frame) ? event : without;
  }

  #encoded(result: FrameResult): Uint8Array | null {
    if (this.#watchers.size === 0) return null;
    try {
      return encodeResult(result);
    } catch (err) {
      this.#log.failed(err, 'a result cannot be sent to viewers');
      return null;
    }
  }
}
