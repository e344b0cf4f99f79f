import type {
  BinaryMessage,
  FrameResult,
  ServerMessage,
  StreamCheck,
  StreamEvent,
  StreamObstacle,
  VideoFormat,
  VideoMessage,
} from '@framewatch/protocol';

export type ConfigMessage = Extract<ServerMessage, { type: 'config' }>;
export type StatusMessage = Extract<ServerMessage, { type: 'status' }>;
export type EventMessage = Extract<ServerMessage, { type: 'event' }>;
export type ErrorMessage = Extract<ServerMessage, { type: 'error' }>;

/** What a runner says of a stream, apart from what concerns the connection itself. */
export type StreamMessage = BinaryMessage | ConfigMessage | StatusMessage | EventMessage | ErrorMessage;

/** Time as the client sees it; passed in, so that tests are exact. */
export interface Clock {
  /** Monotonic, milliseconds. */
  nowMs(): number;
  /** Wall clock, microseconds since 1970. */
  wallUs(): number;
  /** Calls back once, after `ms`. Returns what cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/** The part of a WebSocket that is used. The browser's, Node's and that of the package `ws` have it. */
export interface ViewerSocket {
  binaryType: string;
  /** 1: open. */
  readonly readyState: number;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  send(text: string): void;
  close(): void;
}

/** What a client needs of the world. */
export interface ViewerDeps {
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  /**
   * Whether the stream can be had, asked before each socket, as a WebSocket that is refused does not say why. Resolves
   * also when the stream cannot be had.
   */
  check: () => Promise<StreamCheck>;
  /** Opens a WebSocket to `/viewer/v1/streams/{id}/live`. */
  openSocket: () => ViewerSocket;
}

/** What a viewer wants of the stream. */
export interface ViewerRequest {
  /** `none`: results only. */
  format: VideoFormat;
  /** True where only pictures with a result of their own are shown: of JPEG, no others are sent then. */
  exact?: boolean;
  /** Pictures that wait to be decoded now. The runner is told with every ack, and sends less to a viewer that is behind. */
  queue: () => number;
}

/** A view of one stream, from `start()` to `close()`. */
export interface Viewer {
  start(): void;
  /** The decoder has to begin anew, and needs a key frame. */
  requestKeyframe(): void;
  /** The last that the listener is told is the state `closed`. */
  close(): void;
  /** Microseconds by which the runner's wall clock is ahead of this machine's; null while that is not known. */
  readonly serverOffsetUs: number | null;
}

/**
 * Why there is no connection.
 * - `obstacle`: the stream cannot be had; `check` says why, and what to do.
 * - `refused`: it can, but the WebSocket to it does not open.
 * - `no-hello`: the WebSocket opened, and nobody answered on it.
 * - `lost`: it was open and broke.
 * - `silent`: it was open, and neither messages nor its end came any more.
 * - `stopping`: the runner said goodbye.
 * - `protocol`: the peer does not speak what this client speaks.
 */
export type ViewerFailure =
  | { kind: 'obstacle'; obstacle: StreamObstacle; detail: string }
  | { kind: 'refused' | 'no-hello' | 'lost' | 'silent' | 'stopping' | 'protocol'; detail: string };

export type ViewerState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  | { kind: 'waiting'; failure: ViewerFailure; retryInMs: number }
  | { kind: 'closed' };

/** Told what comes in, already validated. */
export interface ViewerListener {
  onState(state: ViewerState): void;
  /**
   * `renewed`: the connection took over from one that had reached its age, in the midst of the same stream. `complete`:
   * nothing is missing between the two.
   */
  onConnected(renewed: boolean, complete: boolean): void;
  onConfig(config: ConfigMessage): void;
  onVideo(message: VideoMessage): void;
  onResult(result: FrameResult): void;
  onStatus(status: StatusMessage): void;
  /**
   * As it begins and as it ends; `event.id` says which it is. After `onConnected`, renewed or not, those that last are told
   * again, and no others do.
   */
  onEvent(event: StreamEvent): void;
  onServerError(error: ErrorMessage): void;
  /** A message could not be read, and was passed over. */
  onMalformed(): void;
}
