/** Why something could not be got or kept; every message says what to do about it. */
export abstract class FetchError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The registry did not answer, or not with the package. */
export class PackageUnavailableError extends FetchError {
  constructor(
    readonly packageName: string,
    readonly registry: string,
    cause: unknown
  ) {
    super(
      `${packageName} could not be fetched from the npm registry ${registry} (${reasonOf(cause)}): check the network, ` +
        `and npm's settings (\`npm config get registry\`, proxy, https-proxy, cafile)`,
      { cause }
    );
  }
}

/** The registry answered with something other than the package that this version of Framewatch was made with. */
export class IntegrityMismatchError extends FetchError {
  constructor(
    readonly packageName: string,
    readonly expected: string,
    registry: string,
    options?: ErrorOptions
  ) {
    super(
      `${packageName} from ${registry} is not the package that Framewatch expects (${expected}): nothing of it was kept. ` +
        `Clean npm's cache (\`npm cache clean --force\`) and try again; if that does not help, the registry or a proxy ` +
        `in between replaces packages`,
      options
    );
  }
}

/** What was made from a downloaded package differs from what this version of Framewatch makes from it. */
export class ContentMismatchError extends FetchError {
  constructor(
    readonly file: string,
    readonly expectedSha256: string,
    readonly actualSha256: string
  ) {
    super(
      `${file} came out with SHA-256 ${actualSha256} instead of ${expectedSha256}: a changed converter needs a new ` +
        `hash in the model catalogue; otherwise reinstall Framewatch`
    );
  }
}

/** The disk of Framewatch's or npm's cache is full. */
export class DiskFullError extends FetchError {
  constructor(
    readonly path: string,
    options?: ErrorOptions
  ) {
    super(`no space left for ${path}: free some, or ${ELSEWHERE}`, options);
  }
}

/** Framewatch's or npm's cache cannot be written. */
export class CacheNotWritableError extends FetchError {
  constructor(
    readonly path: string,
    cause: unknown
  ) {
    super(`${path} cannot be written (${reasonOf(cause)}): give this user the right, or ${ELSEWHERE}`, { cause });
  }
}

const ELSEWHERE = `choose another folder (Framewatch's cache: FRAMEWATCH_CACHE, npm's: \`npm config set cache\`)`;

/** The `code` that Node's and npm's errors carry. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The path that an error of the file system carries. */
export function pathOf(error: unknown): string | undefined {
  const path: unknown = typeof error === 'object' && error !== null && 'path' in error ? error.path : undefined;
  return typeof path === 'string' ? path : undefined;
}

/** A short reason; npm's messages are not used, as they may hold a registry's URL with credentials. */
function reasonOf(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.name : 'unknown error');
}
