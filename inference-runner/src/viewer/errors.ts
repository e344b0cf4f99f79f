/** The viewer API's port is taken. */
export class AddressInUseError extends Error {
  override readonly name = 'AddressInUseError';

  constructor(host: string, port: number, options?: ErrorOptions) {
    super(
      `viewer API: ${host}:${port} is in use by another program (another runner?): stop that one or set another viewer port`,
      options
    );
  }
}

/** The viewer API would be open to the network without a token. */
export class TokenRequiredError extends Error {
  override readonly name = 'TokenRequiredError';

  constructor(host: string) {
    super(
      `viewer API: no token is configured, so it may listen on loopback only, not on ${host}: ` +
        'configure a viewer token, or set the viewer host to 127.0.0.1'
    );
  }
}

/** What an HTTP client is told instead of an answer. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {}
  ) {
    super(message);
  }

  /** The body of the answer. */
  toJson(): string {
    return JSON.stringify({ error: { code: this.code, message: this.message } });
  }
}
