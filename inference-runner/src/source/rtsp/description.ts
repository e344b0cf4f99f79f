import { EncryptedVideoError, NoVideoTrackError, OversizedAnswerError } from '../errors.js';

/** Cameras describe two to four. Each costs memory. */
const MAX_MEDIA = 64;

/**
 * Checks a session description (SDP) before FFmpeg parses it. Throws a SourceError when it has no usable video.
 * Returns whether the video cannot be opened before its first key frame: parameter sets (SPS) come with that only.
 * `secure`: over TLS. There, media described as SRTP are sent as plain RTP inside TLS to clients that ask for it.
 */
export function checkDescription(sdp: string, url: string, secure: boolean): boolean {
  const media = sdp.split(/^(?=m=)/m).filter((section) => section.startsWith('m='));
  if (media.length > MAX_MEDIA) {
    throw new OversizedAnswerError(url, `its description has ${media.length} media, more than ${MAX_MEDIA}`);
  }
  const kinds = new Set(media.map((section) => /^m=(\w{1,20})/.exec(section)?.[1] ?? ''));
  // Without any media FFmpeg detects the tracks itself.
  if (media.length > 0 && !kinds.has('video')) {
    throw new NoVideoTrackError(url, kinds.has('audio') ? 'sound' : undefined);
  }
  const videos = media.filter((section) => section.startsWith('m=video'));
  if (!secure && videos.length > 0 && videos.every(isSealed)) {
    throw new EncryptedVideoError(url, 'SRTP with keys that are not in its description');
  }
  return videos.some(
    (section) => /^a=rtpmap:\d+ H26[45]\//im.test(section) && !/\bsprop-(?:parameter-sets|sps)=/i.test(section)
  );
}

/** SRTP without its key in the description (`a=crypto`), which FFmpeg cannot read. */
function isSealed(section: string): boolean {
  return /^m=\w+ \S+ \S*SAVP/.test(section) && !/^a=crypto:/m.test(section);
}
