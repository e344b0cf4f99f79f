/** The kind of error in a message. */
export type ProtocolErrorCode = 'truncated' | 'oversized' | 'unknown-kind' | 'unsupported-version' | 'malformed';

/** A message of a peer cannot be accepted. The error's message tells what was expected and what came. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  constructor(
    readonly code: ProtocolErrorCode,
    message: string
  ) {
    super(message);
  }
}
