/** A clip could not be decoded from its photographs or written. */
export class ClipError extends Error {
  constructor(
    readonly path: string,
    cause: Error
  ) {
    super(`${path}: ${cause.message}: check that the disk has space and the folder can be written`, { cause });
    this.name = new.target.name;
  }
}
