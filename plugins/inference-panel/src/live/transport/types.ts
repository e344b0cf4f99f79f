import type { FrameResult, ServerMessage, VideoMessage } from '@framewatch/protocol';

export type ConfigMessage = Extract<ServerMessage, { type: 'config' }>;
export type StatusMessage = Extract<ServerMessage, { type: 'status' }>;
export type ErrorMessage = Extract<ServerMessage, { type: 'error' }>;

/** The part of a browser's WebSocket that is used here. */
export type LiveSocket = Pick<
  WebSocket,
  'binaryType' | 'readyState' | 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose' | 'onerror'
>;

export type ProbeResult = { ok: true } | { ok: false; status: number; detail: string };

/** Asks the runner's health through Grafana; resolves also when the answer is a refusal. Status 0: no answer at all. */
export type Probe = (signal: AbortSignal) => Promise<ProbeResult>;

/**
 * Why there is no connection. `refused`: the token or the login is not accepted. `unreachable`: nothing answers at the
 * data source's URL. `blocked`: the runner is well, but the WebSocket to it does not open. `lost`: it was open and broke.
 * `protocol`: the peer does not speak what this panel speaks.
 */
export interface ConnectionFailure {
  kind: 'refused' | 'unreachable' | 'blocked' | 'lost' | 'protocol';
  /** HTTP status of the health request, where it was the one that failed. */
  status?: number;
  detail: string;
}

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
