/** Something stands in the way of a file that has to be made. */
export class NotAFileError extends Error {
  override readonly name = 'NotAFileError';

  constructor(readonly path: string) {
    super(
      `${path} is not a file: compose may have made a folder of it when it was started before; stop it, remove the folder, and run this again`
    );
  }
}
