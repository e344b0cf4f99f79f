const REMEDY = {
  read: 'the file is damaged: delete it, so that it is fetched again',
  write: 'check that the disk has space and that the folder can be written',
} as const;

/** A photograph could not be read, or a clip not written. */
export class ClipError extends Error {
  constructor(
    readonly path: string,
    readonly operation: keyof typeof REMEDY,
    cause: Error
  ) {
    super(`could not ${operation} ${path} (${cause.message}): ${REMEDY[operation]}`, { cause });
    this.name = new.target.name;
  }
}
