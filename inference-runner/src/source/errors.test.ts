import { constants } from 'node:os';
import { AVERROR_DECODER_NOT_FOUND, AVERROR_EOF, AVERROR_INVALIDDATA } from 'node-av/constants';
import { SourceError, cameraError, fileError } from './errors.js';

const CAMERA = 'rtsp://***@10.0.0.8/live';

describe('what FFmpeg’s codes mean', () => {
  it.each([
    [-constants.errno.ENOENT, 'MissingFileError', 'no such file'],
    [-constants.errno.EACCES, 'UnreadableFileError', 'Permission denied'],
    [-constants.errno.EISDIR, 'UnreadableFileError', 'Is a directory'],
    [AVERROR_INVALIDDATA, 'InvalidVideoError', 'not a video'],
    [AVERROR_EOF, 'InvalidVideoError', 'not a video'],
  ])('of a file: %i is a %s', (code, name, cause) => {
    const error = fileError(code, '/video/lobby.mp4');
    expect(error).toBeInstanceOf(SourceError);
    expect(error.name).toBe(name);
    expect(error.message).toContain('/video/lobby.mp4');
    expect(error.message).toContain(cause);
  });

  it.each([
    [AVERROR_DECODER_NOT_FOUND, 'UnsupportedCodecError', 'broken', 'no decoder'],
    [-constants.errno.ECONNRESET, 'BrokenStreamError', 'broken', 'reset'],
    [AVERROR_INVALIDDATA, 'BrokenStreamError', 'broken', 'Invalid data'],
  ])('of a camera: %i is a %s', (code, name, reconnect, cause) => {
    const error = cameraError(code, CAMERA);
    expect(error.name).toBe(name);
    expect(error.reconnect).toBe(reconnect);
    expect(error.message).toContain(CAMERA);
    expect(error.message).toContain(cause);
  });
});
