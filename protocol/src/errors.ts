/** What was wrong with a message, in one word that a peer or a test can switch on. */
export type ProtocolErrorCode = 'truncated' | 'oversized' | 'unknown-kind' | 'unsupported-version' | 'malformed';

/** A message from a peer that this side cannot accept. The message says what was expected and what came. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  constructor(
    readonly code: ProtocolErrorCode,
    message: string
  ) {
    super(message);
  }
}
