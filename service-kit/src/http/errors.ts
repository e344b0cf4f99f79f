/** Why a request has no whole answer. */
export type HttpFailureReason = 'unreachable' | 'tls' | 'interrupted' | 'timeout' | 'aborted' | 'oversized';

const REMEDIES: Record<HttpFailureReason, string> = {
  unreachable: 'is it started, does it listen there, is the address right?',
  tls: 'give it a certificate that is valid for this name, or name its authority in NODE_EXTRA_CA_CERTS',
  interrupted: 'it may have been restarted, or what stands between ends connections: see its log',
  timeout: 'it is too slow, or a firewall swallows its answers: look at its load and the way to it',
  aborted: 'who asked no longer waits for it',
  oversized: 'is this the address of what was meant?',
};

/** A request that has no whole answer. The message says which host, why and what to do; never a path or a token. */
export class HttpRequestError extends Error {
  override readonly name = 'HttpRequestError';

  constructor(
    readonly reason: HttpFailureReason,
    /** What happened, with host and port, for those who know a better remedy. */
    readonly what: string,
    options?: ErrorOptions
  ) {
    super(`${what}: ${REMEDIES[reason]}`, options);
  }
}

/** As Node and OpenSSL name what is wrong with a certificate. */
const TLS = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL/;
/** As Node, llhttp and undici say that a connection that was there is of no use any more. */
const INTERRUPTED = /^(?:ECONNRESET|EPIPE|HPE_|UND_ERR_)/;

/** The named error for what Node or undici threw. `host`: with its port. */
export function explainFailure(error: unknown, host: string): HttpRequestError {
  const code = codeOf(error);
  const options = { cause: error };
  if (TLS.test(code)) return new HttpRequestError('tls', `the certificate of ${host} is refused (${code})`, options);
  if (INTERRUPTED.test(code)) {
    return new HttpRequestError('interrupted', `${host} ended the connection before its answer (${code})`, options);
  }
  return new HttpRequestError('unreachable', `cannot connect to ${host} (${code})`, options);
}

/** Not the message: it may quote what was sent. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown error';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // undici gives its parser's errors no code.
  return 'name' in error && error.name === 'HTTPParserError' ? 'HPE_INVALID' : 'unknown error';
}
