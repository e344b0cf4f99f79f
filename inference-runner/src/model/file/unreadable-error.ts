/** The bytes of a file are not the message that they should be. Users are told of it by a ModelFileError, with a remedy. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';

  /** `at` is the place in the file, bytes from its start. */
  constructor(what: string, at: number) {
    super(`${what} (at byte ${at})`);
  }
}
