import type { FrameResult, ServerMessage, StreamCheck, StreamObstacle, VideoMessage } from '@framewatch/protocol';

export type ConfigMessage = Extract<ServerMessage, { type: 'config' }>;
export type StatusMessage = Extract<ServerMessage, { type: 'status' }>;
export type ErrorMessage = Extract<ServerMessage, { type: 'error' }>;

/** The part of a browser's WebSocket that is used here. */
export type LiveSocket = Pick<
  WebSocket,
  'binaryType' | 'readyState' | 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose' | 'onerror'
>;

/** Asks through Grafana whether the stream can be had; resolves also when it cannot. */
export type Probe = () => Promise<StreamCheck>;

/**
 * Why there is no connection. `obstacle`: the stream cannot be had, and the data source says why. `blocked`: it can, but
 * the WebSocket to it does not open. `lost`: it was open and broke. `stopping`: the runner said goodbye. `protocol`: the
 * peer does not speak what this panel speaks.
 */
export type ConnectionFailure =
  | { kind: 'obstacle'; obstacle: StreamObstacle; detail: string }
  | { kind: 'blocked' | 'lost' | 'stopping' | 'protocol'; detail: string };

export type TransportState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  | { kind: 'waiting'; failure: ConnectionFailure; retryInMs: number }
  | { kind: 'closed' };

/** Told what comes in, already validated. */
export interface TransportListener {
  /** `renewed`: the connection took over from one that had reached its age, in the midst of the same stream. */
  onConnected(renewed: boolean): void;
  onConfig(config: ConfigMessage): void;
  onVideo(message: VideoMessage): void;
  onResult(result: FrameResult): void;
  onStatus(status: StatusMessage): void;
  onServerError(error: ErrorMessage): void;
  onState(state: TransportState): void;
}
