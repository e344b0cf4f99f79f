/** The exporter cannot listen where it should. The message says where, why and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';

  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    super(`cannot listen on ${host}:${port}: ${REMEDIES[cause.code ?? ''] ?? cause.message}`, { cause });
  }
}

const REMEDIES: Record<string, string> = {
  EADDRINUSE: 'the port is in use; stop what listens there or set another (EXPORTER_PORT)',
  EACCES: 'not allowed; use a port above 1023 (EXPORTER_PORT)',
  EADDRNOTAVAIL: 'this machine has no such address; set another (EXPORTER_HOST)',
  ENOTFOUND: 'no such host name; set an address of this machine (EXPORTER_HOST)',
};
