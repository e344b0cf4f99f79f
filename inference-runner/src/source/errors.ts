import { constants as osConstants } from 'node:os';
import { AVERROR_DECODER_NOT_FOUND } from 'node-av/constants';
import { FFmpegError } from 'node-av/lib';
import type { ReconnectReason } from './types.js';

/** Why a source cannot be opened or read. The message names cause and remedy and holds no credential. */
export abstract class SourceError extends Error {
  /** How a camera's reconnect is counted. */
  abstract readonly reconnect: ReconnectReason;

  constructor(
    /** The URL as it may be logged. */
    readonly url: string,
    message: string
  ) {
    super(message);
    this.name = new.target.name;
  }
}

export class UnsupportedUrlError extends SourceError {
  readonly reconnect = 'refused';
  constructor(url: string) {
    super(url, `${url}: not a source that can be read: give a rtsp:// or rtsps:// URL or the path of a video file`);
  }
}

export class MissingFileError extends SourceError {
  readonly reconnect = 'unreachable';
  constructor(url: string) {
    super(url, `${url}: no such file: check the path, and in a container that the folder is mounted`);
  }
}

export class UnreadableFileError extends SourceError {
  readonly reconnect = 'refused';
  constructor(url: string, cause: string) {
    super(url, `${url}: cannot be read (${cause}): give the path of a file that the runner's user may read`);
  }
}

export class InvalidVideoError extends SourceError {
  readonly reconnect = 'broken';
  constructor(url: string, cause: string) {
    super(url, `${url}: not a video, or damaged at its start (${cause}): try it in a player, copy or record it again`);
  }
}

export class NoVideoTrackError extends SourceError {
  readonly reconnect = 'broken';
  /** `other`: the kinds of track that there are. */
  constructor(url: string, other?: string) {
    super(url, `${url}: has no video track${other ? `, only ${other}` : ''}: give a source with a picture`);
  }
}

export class UnsupportedCodecError extends SourceError {
  readonly reconnect = 'broken';
  constructor(url: string, codec: string) {
    super(url, `${url}: there is no decoder for its codec ${codec}: let the camera send H.264, or convert the file`);
  }
}

export class UndecodableVideoError extends SourceError {
  readonly reconnect = 'broken';
  constructor(url: string) {
    super(url, `${url}: not one picture could be decoded: the video track is damaged, copy or record it again`);
  }
}

export class AccessRefusedError extends SourceError {
  readonly reconnect = 'refused';
  /** `known`: whether the URL has a user. */
  constructor(url: string, status: 401 | 403, known = true) {
    const remedy = status === 401 ? 'check user and password' : 'check what this user may see on the camera';
    super(url, `${status} from ${url}${known ? '' : ', whose url has no user'}: ${remedy}`);
  }
}

/** The camera answered with an RTSP error. */
export class AnswerError extends SourceError {
  readonly reconnect = 'refused';
  constructor(
    url: string,
    readonly status: number,
    words: string
  ) {
    super(url, `${status} from ${url}: ${words}`);
  }
}

/** The camera offers only authentication schemes that the runner does not know. */
export class AuthenticationError extends SourceError {
  readonly reconnect = 'refused';
  constructor(url: string, algorithms: readonly string[]) {
    // Only these names are quoted from the camera's answer.
    const named = algorithms.filter((name) => /^(?:MD5|SHA)[-\d]*(?:-SESS)?$/.test(name));
    const offered = named.join(', ') || 'none that has a name';
    super(
      url,
      `401 from ${url}: to check the password the camera offers ${offered}, the runner knows Digest with MD5 or SHA-256 ` +
        'and Basic: choose one of these in the camera'
    );
  }
}

/** The camera redirected in a way that is not followed. */
export class RedirectError extends SourceError {
  readonly reconnect = 'refused';
  constructor(url: string, cause: string) {
    super(url, `${url}: ${cause}: put the address that has the video into the configuration`);
  }
}

/** The certificate of a camera is not the one that the configuration requires. */
export class CertificateError extends SourceError {
  readonly reconnect = 'refused';
  constructor(url: string, found: { code: string } | { fingerprint: string }) {
    super(
      url,
      `${url}: the camera's certificate ${'code' in found ? certificateWords(found.code) : pinWords(found.fingerprint)}`
    );
  }
}

/** Cause and remedy by OpenSSL's and Node's error codes. */
function certificateWords(code: string): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'has expired: renew it in the camera';
    case 'CERT_NOT_YET_VALID':
      return 'is not valid yet: check the clocks of the camera and of this machine';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'is for another host: use the name that it is for, or pin it with tls.fingerprint';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'is signed by nobody who is known: name its authority in tls.ca, or pin it with tls.fingerprint';
    default:
      return `is not valid (${code}): renew it in the camera, or pin it with tls.fingerprint`;
  }
}

function pinWords(fingerprint: string): string {
  return `has the fingerprint ${fingerprint} and not that of tls.fingerprint: if it was renewed, put in the new one`;
}

/** The camera sent more than the runner reads. */
export class OversizedAnswerError extends SourceError {
  readonly reconnect = 'broken';
  constructor(url: string, cause: string) {
    super(url, `${url}: its answer is too large (${cause}): check that this is a camera, look for new firmware`);
  }
}

export class EncryptedVideoError extends SourceError {
  readonly reconnect = 'refused';
  constructor(url: string, how: string) {
    super(url, `${url}: the video is encrypted (${how}): give one that is not`);
  }
}

export class SilentCameraError extends SourceError {
  readonly reconnect = 'broken';
  constructor(url: string) {
    super(
      url,
      `${url}: closed the connection without an answer: if the port is that of RTSP over TLS write rtsps://, ` +
        'else the camera may have too many viewers'
    );
  }
}

export class StreamNotFoundError extends SourceError {
  readonly reconnect = 'refused';
  constructor(url: string) {
    super(url, `404 from ${url}: the camera has no stream of this name: check the path`);
  }
}

export class UnreachableError extends SourceError {
  readonly reconnect = 'unreachable';
  constructor(url: string, cause: string) {
    super(url, `${url}: cannot be reached (${cause}): check address, port, network and that the camera is on`);
  }
}

export class BrokenStreamError extends SourceError {
  readonly reconnect = 'broken';
  constructor(url: string, cause: string, remedy = 'check the camera and the network to it') {
    super(url, `${url}: the stream broke off (${cause}): ${remedy}`);
  }
}

const { errno } = osConstants;
const UNREADABLE = new Set([errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.EIO].map((code) => -code));

/** Converts FFmpeg's error `code` for a file. `url` is already redacted. */
export function fileError(code: number, url: string): SourceError {
  if (code === -errno.ENOENT) return new MissingFileError(url);
  if (code === AVERROR_DECODER_NOT_FOUND) return new UnsupportedCodecError(url, 'unknown');
  const cause = FFmpegError.strerror(code);
  return UNREADABLE.has(code) ? new UnreadableFileError(url, cause) : new InvalidVideoError(url, cause);
}

/** Converts FFmpeg's error `code` for a camera whose answers were no errors. `url` is already redacted. */
export function cameraError(code: number, url: string): SourceError {
  if (code === AVERROR_DECODER_NOT_FOUND) return new UnsupportedCodecError(url, 'unknown');
  return new BrokenStreamError(url, FFmpegError.strerror(code));
}
