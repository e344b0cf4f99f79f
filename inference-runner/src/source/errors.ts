import { constants as osConstants } from 'node:os';
import {
  AVERROR_DECODER_NOT_FOUND,
  AVERROR_HTTP_FORBIDDEN,
  AVERROR_HTTP_NOT_FOUND,
  AVERROR_HTTP_UNAUTHORIZED,
  AVERROR_PROTOCOL_NOT_FOUND,
} from 'node-av/constants';
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
  constructor(url: string) {
    super(url, `${url}: has no video track: give a source with a picture`);
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
  constructor(url: string, status: 401 | 403) {
    const remedy = status === 401 ? 'check user and password' : 'check what this user may see on the camera';
    super(url, `${status} from ${url}: ${remedy}`);
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
  constructor(url: string, cause: string) {
    super(url, `${url}: the stream broke off (${cause}): check the camera and the network to it`);
  }
}

const { errno } = osConstants;
const UNREADABLE = new Set([errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.EIO].map((code) => -code));
const UNREACHABLE = new Set(
  [errno.ECONNREFUSED, errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL].map((code) => -code)
);

/** Names what FFmpeg's error `code` means for a file. `url` is already redacted. */
export function fileError(code: number, url: string): SourceError {
  if (code === -errno.ENOENT) return new MissingFileError(url);
  if (code === AVERROR_DECODER_NOT_FOUND) return new UnsupportedCodecError(url, 'unknown');
  const cause = FFmpegError.strerror(code);
  return UNREADABLE.has(code) ? new UnreadableFileError(url, cause) : new InvalidVideoError(url, cause);
}

/** Names what FFmpeg's error `code` means for a camera. `url` is already redacted. */
export function cameraError(code: number, url: string): SourceError {
  switch (code) {
    case AVERROR_HTTP_UNAUTHORIZED:
      return new AccessRefusedError(url, 401);
    case AVERROR_HTTP_FORBIDDEN:
      return new AccessRefusedError(url, 403);
    case AVERROR_HTTP_NOT_FOUND:
      return new StreamNotFoundError(url);
    case AVERROR_DECODER_NOT_FOUND:
      return new UnsupportedCodecError(url, 'unknown');
    case AVERROR_PROTOCOL_NOT_FOUND:
      return new UnsupportedUrlError(url);
    default:
      return UNREACHABLE.has(code)
        ? new UnreachableError(url, FFmpegError.strerror(code))
        : new BrokenStreamError(url, FFmpegError.strerror(code));
  }
}
