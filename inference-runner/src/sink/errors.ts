/** Another runner keeps its spool in this folder. */
export class SpoolLockedError extends Error {
  override readonly name = 'SpoolLockedError';

  constructor(folder: string, pid: number) {
    super(
      `spool folder ${folder} is in use by process ${pid}: give every runner a folder of its own (influx.spoolPath), or stop that process`
    );
  }
}
