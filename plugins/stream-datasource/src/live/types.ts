import { FrameResult, StreamState } from '@framewatch/protocol';

export type Timer = ReturnType<typeof setTimeout>;

/** Time, as the live connections need it; a test passes its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(run: () => void, ms: number): Timer;
  clearTimeout(timer: Timer): void;
}

/** The part of a browser's WebSocket that is used. */
export type RawSocket = Pick<WebSocket, 'binaryType' | 'onopen' | 'onmessage' | 'onclose' | 'send' | 'close'>;

export interface LiveDeps {
  /** Opens the WebSocket of a stream. */
  openSocket(stream: string): RawSocket;
  /** Asks for the stream through Grafana, which renews the login; rejects with the reason. */
  probe(stream: string): Promise<unknown>;
  clock: Clock;
  /** 0 to 1. */
  random(): number;
}

export interface LiveStatus {
  /** `open`: results can come. `waiting`: before the next attempt. `closed`: nobody listens any more. */
  phase: 'connecting' | 'open' | 'waiting' | 'closed';
  /** How often the connection was opened anew after it had been lost. */
  reconnects: number;
  /** What the runner last said of the stream; null before it said anything. */
  stream: { state: StreamState; reason?: string } | null;
  /** Classes that the stream's model knows; none while that is not known. */
  classes: readonly string[];
  /** Why there is no connection, and what to do; null while there is one. */
  error: string | null;
  /** Messages from the runner that could not be read. */
  malformed: number;
}

export type LiveUpdate = { kind: 'result'; result: FrameResult } | { kind: 'status'; status: LiveStatus };
