import { codeOf, FetchError } from '../fetch/errors.js';

const HINTS: Readonly<Record<number, string>> = {
  401: 'it wants a user and a password or a token: download the file in another way and add its path',
  403: 'it does not give the file to you: download it in another way and add its path',
  404: 'there is no such file: check the address',
  410: 'the file is gone: look for another address',
  429: 'it was asked too often: try again later',
};

/** The server answered with something other than the file. */
export class HttpStatusError extends FetchError {
  /** @param shown the address, without what may be secret */
  constructor(
    readonly shown: string,
    readonly status: number
  ) {
    const hint = HINTS[status] ?? (status >= 500 ? 'try again later' : 'check the address');
    super(`${shown} answered with ${status}: ${hint}`);
  }
}

/** The server was not reached, or the connection broke again and again. What came is kept for the next attempt. */
export class DownloadInterruptedError extends FetchError {
  constructor(
    readonly shown: string,
    readonly bytes: number,
    cause: unknown
  ) {
    const kept = bytes > 0 ? `; ${(bytes / 1e6).toFixed(1)} MB are kept, the same command goes on from there` : '';
    const reason = codeOf(cause) ?? (cause instanceof CutOffError ? 'the connection was cut off' : 'network error');
    super(
      `${shown} could not be downloaded (${reason}): check the network, and npm's settings (proxy, https-proxy, cafile)${kept}`,
      { cause }
    );
  }
}

/** An answer ended before its time. */
export class CutOffError extends Error {
  override readonly name = 'CutOffError';
}

/** The server sends from address to address. */
export class RedirectError extends FetchError {
  constructor(
    readonly shown: string,
    reason: string
  ) {
    super(`${shown} ${reason}: give the address of the file itself`);
  }
}

/** What came is not the file that was asked for; it is not kept. */
export class DigestMismatchError extends FetchError {
  constructor(
    readonly shown: string,
    readonly expected: string,
    readonly actual: string
  ) {
    super(
      `${shown} has the SHA-256 ${actual} and not ${expected}: nothing of it was kept. Another version of the file, or another file; ` +
        'check the address and the digest'
    );
  }
}

/** The file is no model that can be used. */
export class NotAModelError extends FetchError {}

/** A model of that name is there already, and is another one. */
export class NameTakenError extends FetchError {
  constructor(
    readonly modelName: string,
    file: string
  ) {
    super(`there is another model of the name ${modelName}: choose one with --name, or remove ${file}`);
  }
}
