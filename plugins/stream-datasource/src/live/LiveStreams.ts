import { ViewerDeps, ViewerPool } from '@framewatch/viewer-client';
import { Observable } from 'rxjs';
import { describeFailure } from './describeFailure';
import { LiveStatus, LiveUpdate } from './types';

/** A refresh of the dashboard ends its old subscriptions before or after it starts the new ones. */
const LINGER_MS = 5_000;
/** What a new subscriber is told of the past: enough for a dashboard that queries anew. */
const KEPT_RESULTS = 300;

const REQUEST = { format: 'none', queue: () => 0 } as const;

/** The live results of streams: one connection for all who subscribe to the same stream, and a little longer. */
export class LiveStreams {
  private readonly pool = new ViewerPool({ lingerMs: LINGER_MS, keptResults: KEPT_RESULTS });

  constructor(private readonly depsOf: (stream: string) => ViewerDeps) {}

  /** Streams that are connected or are being connected. */
  get size(): number {
    return this.pool.size;
  }

  /**
   * The live updates of a stream, beginning with its present status and newest results. The connection is made with the
   * first subscription, not before.
   */
  updates(stream: string): Observable<LiveUpdate> {
    return new Observable((subscriber) => {
      let status: LiveStatus = { phase: 'connecting', reconnects: 0, stream: null, classes: [], error: null };
      let connections = 0;
      const tell = (change: Partial<LiveStatus>) => {
        status = { ...status, ...change };
        subscriber.next({ kind: 'status', status });
      };
      const viewer = this.pool.viewer(stream, this.depsOf(stream), REQUEST, {
        onState: (state) =>
          state.kind === 'waiting'
            ? tell({ phase: state.kind, error: describeFailure(state.failure) })
            : tell({ phase: state.kind, error: state.kind === 'open' ? null : status.error }),
        onConnected: (_, complete) => {
          connections++;
          if (connections > 1 && !complete) {
            tell({ reconnects: status.reconnects + 1 });
          }
        },
        onConfig: ({ labels }) => tell({ classes: labels.classes }),
        onStatus: ({ state, reason }) => tell({ stream: { state, reason } }),
        onResult: (result) => subscriber.next({ kind: 'result', result }),
        onVideo: () => undefined,
        onEvent: () => undefined,
        onServerError: () => undefined,
        onMalformed: () => undefined,
      });
      viewer.start();
      return () => viewer.close();
    });
  }
}
