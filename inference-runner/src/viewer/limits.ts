import { MAX_CLIENT_TEXT_BYTES } from '@framewatch/protocol';

/** Limits on what one viewer may cost the runner and other viewers. Times in milliseconds. */
export interface LiveLimits {
  /** Time for the first message, `start`. */
  startTimeoutMs: number;
  /** A viewer whose newest ack, or whose socket, is further behind gets no pictures before the next key frame. */
  maxLagMs: number;
  /** A viewer that does not acknowledge pictures for longer gets no more until it does. */
  ackTimeoutMs: number;
  /** Most bytes in one viewer's socket; above it neither video nor results are sent. */
  maxBufferedBytes: number;
  /** The group of pictures is sent again on request at most this often. */
  minKeyframeIntervalMs: number;
  /** Rate limit of a client's messages: burst, and rate per second. */
  messageBurst: number;
  messagesPerSecond: number;
  /** Cost of a message that cannot be parsed, in messages. */
  badMessageCost: number;
  /** Lifetime of a connection: the viewer then has to connect again, so that its login is checked again. */
  lifetimeMs: number;
  /** A peer that answers no WebSocket ping for this time counts as dead. */
  pingIntervalMs: number;
  /** Time for a peer to answer the closing of the connection. */
  closeGraceMs: number;
  maxViewersPerStream: number;
  maxMessageBytes: number;
  /** Rate limit of HTTP requests of one address with one token: burst, and rate per second. */
  requestBurst: number;
  requestsPerSecond: number;
  /** Delay of the refusal of a client that is refused too often, as some clients ask again at once. */
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
  // All users of one Grafana share its proxy's address, and several dashboards may send a few hundred requests at once.
  requestBurst: 500,
  requestsPerSecond: 50,
  refusalHoldMs: 500,
};
