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

/** What to do about an address on which the system does not let a program listen. */
const LISTEN_REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'ports below 1024 are for privileged programs: set another viewer port',
  EADDRNOTAVAIL: 'this machine has no such address: set the viewer host to 0.0.0.0 or to one of its own addresses',
  ENOTFOUND: 'its name is unknown: set the viewer host to an address of this machine',
  EAI_AGAIN: 'its name cannot be looked up now: check DNS, or set the viewer host to an address of this machine',
};

/** The viewer API cannot listen where it is told to. */
export class AddressUnusableError extends Error {
  override readonly name = 'AddressUnusableError';

  constructor(host: string, port: number, code: string, options?: ErrorOptions) {
    const remedy = LISTEN_REMEDIES[code] ?? 'set another viewer host or port';
    super(`viewer API: cannot listen on ${host}:${port} (${code}): ${remedy}`, options);
  }
}

/** Without a token the viewer API would be open to the network. */
export class TokenRequiredError extends Error {
  override readonly name = 'TokenRequiredError';

  constructor(host: string) {
    super(
      `viewer API: no token is configured, so it may listen on loopback only, not on ${host}: ` +
        'configure a viewer token, or set the viewer host to 127.0.0.1'
    );
  }
}

/** An error answer to an HTTP client. */
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
