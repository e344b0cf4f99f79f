import type { FrameResult, StreamEvent, VideoMessage } from '@framewatch/protocol';
import type { Member, Missed, SharedConnection } from './shared-connection.js';
import type {
  Clock,
  ConfigMessage,
  ErrorMessage,
  StatusMessage,
  Viewer,
  ViewerListener,
  ViewerRequest,
  ViewerState,
} from './types.js';

const REPEAT_EVERY_MS = 1_000;

/** Where a viewer gets its connection. */
export interface Connections {
  enter(): SharedConnection;
  leave(connection: SharedConnection): void;
}

/** One of those who view a stream over a connection that they share, told everything as if it were its own. */
export class SharedViewer implements Viewer, Member {
  readonly #clock: Clock;
  readonly #request: ViewerRequest;
  readonly #listener: ViewerListener;
  readonly #connections: Connections;
  #connection: SharedConnection | null = null;
  /** A decoder can begin at nothing but a key frame. */
  #begun = false;
  /** Pictures that the runner had left out on this connection before this viewer joined. */
  #skippedBefore = 0;
  /** The next picture is to come with all of its group. */
  #repeatIsDue = false;
  #repeatedMs = -Infinity;

  constructor(clock: Clock, request: ViewerRequest, listener: ViewerListener, connections: Connections) {
    this.#clock = clock;
    this.#request = request;
    this.#listener = listener;
    this.#connections = connections;
  }

  start(): void {
    if (this.#connection) return;
    this.#connection = this.#connections.enter();
    this.#connection.join(this);
  }

  /**
   * Repeats the current group of pictures with the next picture, at most once a second. Nothing is asked of the runner
   * where that group is known here.
   */
  requestKeyframe(): void {
    const nowMs = this.#clock.nowMs();
    if (!this.#connection || nowMs - this.#repeatedMs < REPEAT_EVERY_MS) return;
    this.#repeatedMs = nowMs;
    this.#repeatIsDue = this.#connection.pictures.length > 0;
    if (!this.#repeatIsDue) this.#connection.requestKeyframe();
  }

  close(): void {
    const connection = this.#connection;
    if (!connection) return;
    this.#connection = null;
    connection.leave(this);
    this.#connections.leave(connection);
    this.#listener.onState({ kind: 'closed' });
  }

  get serverOffsetUs(): number | null {
    return this.#connection?.serverOffsetUs ?? null;
  }

  get queue(): number {
    return this.#request.queue();
  }

  onJoined(state: ViewerState, { config, status, pictures, results, events }: Missed): void {
    this.onState(state);
    if (state.kind === 'open') {
      this.onConnected(false, false);
      this.#skippedBefore = status?.skipped ?? 0;
      if (status) this.onStatus(status);
      if (config) this.onConfig(config);
      for (const picture of pictures) this.onVideo(picture);
    }
    for (const result of results) this.onResult(result);
    for (const event of events) this.onEvent(event);
  }

  onState(state: ViewerState): void {
    this.#listener.onState(state);
  }

  onConnected(renewed: boolean, complete: boolean): void {
    this.#skippedBefore = 0;
    if (!renewed) {
      this.#begun = false;
      this.#repeatIsDue = false;
      this.#repeatedMs = -Infinity;
    }
    this.#listener.onConnected(renewed, complete);
  }

  onConfig(config: ConfigMessage): void {
    this.#listener.onConfig(config);
  }

  onVideo(picture: VideoMessage): void {
    this.#begun ||= picture.key;
    const group = this.#connection?.pictures ?? [];
    if (this.#repeatIsDue && group.length > 0) {
      this.#repeatIsDue = false;
      for (const one of [...group]) this.#listener.onVideo(one);
    } else if (this.#begun) {
      this.#listener.onVideo(picture);
    }
  }

  onResult(result: FrameResult): void {
    this.#listener.onResult(result);
  }

  onStatus(status: StatusMessage): void {
    this.#listener.onStatus({ ...status, skipped: status.skipped - this.#skippedBefore });
  }

  onEvent(event: StreamEvent): void {
    this.#listener.onEvent(event);
  }

  onServerError(error: ErrorMessage): void {
    this.#listener.onServerError(error);
  }

  onMalformed(): void {
    this.#listener.onMalformed();
  }
}
