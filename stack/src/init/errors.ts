/** A file cannot be made: there is something else at its path. */
export class NotAFileError extends Error {
  override readonly name = 'NotAFileError';

  constructor(readonly path: string) {
    super(
      `${path} is not a file: compose may have made a folder of it when it was started before; stop it, remove the folder, and run this again`
    );
  }
}

/** The clip that the camera emulator replays is missing and cannot be made. */
export class ClipMissingError extends Error {
  override readonly name = 'ClipMissingError';

  constructor(clip: string, cause: unknown) {
    super(
      `${clip} is missing, and without it the camera emulator never gets ready. It could not be made: ` +
        `${cause instanceof Error ? cause.message : String(cause)}\nPut a clip of yours there, H.264 without B-frames, ` +
        'or do without the emulator: npm run stack:init -- --cameras cameras.yaml',
      { cause }
    );
  }
}
