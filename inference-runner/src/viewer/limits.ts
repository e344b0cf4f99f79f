import { MAX_CLIENT_TEXT_BYTES } from '@framewatch/protocol';

/** Every bound that keeps one viewer from costing the runner or another viewer too much. Times in milliseconds. */
export interface LiveLimits {
  /** Within which the first message has to be `start`. */
  startTimeoutMs: number;
  /** A viewer is skipped ahead when its newest ack, or its socket, is further behind what was sent. */
  maxLagMs: number;
  /** A viewer that leaves pictures unacknowledged for longer gets no more until it acknowledges them. */
  ackTimeoutMs: number;
  /** What may wait in one viewer's socket before video and results are held back. */
  maxBufferedBytes: number;
  /** The group of pictures is sent again on request at most this often. */
  minKeyframeIntervalMs: number;
  /** Messages of a client: so many at once, and so many a second in the long run. */
  messageBurst: number;
  messagesPerSecond: number;
  /** A message that cannot be understood weighs as much as so many. */
  badMessageCost: number;
  /** How long after its hello a viewer is told to connect again, so that its login is checked again. */
  lifetimeMs: number;
  /** A peer that answers no WebSocket ping for as long is dead. */
  pingIntervalMs: number;
  /** How long a peer has to answer the end of the connection. */
  closeGraceMs: number;
  maxViewersPerStream: number;
  maxMessageBytes: number;
  /** HTTP requests of one address with one token: so many at once, and so many a second in the long run. */
  requestBurst: number;
  requestsPerSecond: number;
  /** The refusal of a client that is refused too often waits this long, as some clients ask again at once. */
  refusalHoldMs: number;
}

export const defaultLiveLimits: Readonly<LiveLimits> = {
  startTimeoutMs: 5_000,
  maxLagMs: 500,
  ackTimeoutMs: 5_000,
  maxBufferedBytes: 8 * 1024 * 1024,
  minKeyframeIntervalMs: 1_000,
  messageBurst: 100,
  messagesPerSecond: 50,
  badMessageCost: 10,
  lifetimeMs: 30 * 60_000,
  pingIntervalMs: 15_000,
  closeGraceMs: 2_000,
  maxViewersPerStream: 200,
  maxMessageBytes: MAX_CLIENT_TEXT_BYTES,
  // All users of one Grafana come through its proxy, and a wall of boards asks for a few hundred things at once.
  requestBurst: 500,
  requestsPerSecond: 50,
  refusalHoldMs: 500,
};
