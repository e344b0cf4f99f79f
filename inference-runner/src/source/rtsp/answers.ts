import { AccessRefusedError, AnswerError, type SourceError, StreamNotFoundError } from '../errors.js';

/** Cause and remedy by status, from RFC 2326 and from what cameras mean by them. */
const WORDS: Readonly<Record<number, string>> = {
  400: 'the camera does not understand the request: check the path',
  405: 'the camera does not do this here: check the path',
  406: 'the camera cannot describe its stream in SDP: check the path, look for new firmware',
  408: 'the camera waited too long: check the network to it',
  415: 'the camera cannot describe its stream in SDP: check the path, look for new firmware',
  451: 'the camera does not understand a parameter: check the path and what follows it',
  453: 'the camera has no bandwidth left for one more viewer: close other viewers, or take its smaller stream',
  454: 'the camera does not know the session that it has just begun: it may allow one viewer only, or need a restart',
  455: 'the camera cannot do this now: close other viewers, or restart it',
  459: 'the camera wants its tracks asked for one by one: look for new firmware',
  460: 'the camera wants its tracks asked for together: look for new firmware',
  461: 'the camera sends over UDP only: switch on RTSP over TCP (interleaved) in it, or put MediaMTX before it',
  500: 'the camera has an error of its own: restart it, look for new firmware',
  501: 'the camera cannot do this: look for new firmware',
  502: 'what stands before the camera cannot reach it: check the camera behind it',
  503: 'the camera is overloaded or has too many viewers: close other viewers, or take its smaller stream',
  504: 'what stands before the camera got no answer from it: check the camera behind it',
  505: 'the camera does not speak RTSP 1.0: look for new firmware',
  551: 'the camera lacks an option that was asked for: look for new firmware',
};

/** Converts a status of 400 or more. `url` is already redacted; the camera's own text is not used. */
export function answerError(status: number, url: string, uri: string): SourceError {
  if (status === 401 || status === 403) return new AccessRefusedError(url, status);
  if (status === 404) return new StreamNotFoundError(url);
  if (status === 400 && uri.endsWith('/')) {
    return new AnswerError(url, status, 'the camera refuses the path: take away the slash at its end');
  }
  const general = status < 500 ? 'the camera refuses the request: check the path' : WORDS[500];
  return new AnswerError(url, status, WORDS[status] ?? general ?? '');
}
