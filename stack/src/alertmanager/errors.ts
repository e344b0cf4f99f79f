/** Environment variables make no valid receiver. The message names them and what is expected. */
export class AlertReceiverError extends Error {
  override readonly name = 'AlertReceiverError';

  constructor(readonly problems: readonly string[]) {
    super(`alerts cannot be sent as the environment says:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}
