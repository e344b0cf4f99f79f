/** What stands for everything that is not shown. */
const HIDDEN = '***';

/** A camera's path is short; what is longer holds more than a name. */
const SHOWN_SEGMENTS = 4;
const SHOWN_LENGTH = 20;

/** Words that a number follows in the paths of cameras: `ch1`, `stream2`, `h264`. Elsewhere `hunter2` is a password. */
const NUMBERED = new RegExp(
  '^(?:av|axis|c|cam|camera|cctv|ch|channel|chn|h|hd|hls|input|ip|jpeg|live|main|media|mp|mpeg|nvr|onvif|output|path|play|' +
    'preview|profile|s|sd|sensor|source|stream|sub|substream|t|test|track|unicast|view|vid|video)\\d{1,3}$',
  'i'
);

/** `live`, `Channels`, `realmonitor`, `axisMedia`, `MJPEG`, `101`: nothing that a machine made up. */
const PLAIN_WORD = /^(?:[a-z]{1,14}|[A-Z]{1,5}|[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,}){0,2}|\d{1,3})$/;

/** `h264Preview`, as Reolink calls its streams. */
const CODEC_WORD = /^h26[45][A-Z][a-z]{2,}$/;

/** A name or an address, and perhaps a port. */
const HOST = /^(?:\[[\da-f:.]+(?:%\w+)?\]|[a-z\d_](?:[a-z\d_.-]*[a-z\d_])?\.?)(?::\d{1,5})?$/i;

/**
 * An address as it may be shown: scheme, host, port and a short path of plain words. All else becomes `***`, since
 * cameras take passwords and tokens everywhere: before the host, in the path, in parameters, behind `;` and `#`. A
 * segment that is no plain word hides what follows it too. Where it is not certain where the host begins, as a password
 * was not escaped, nothing but the scheme is shown. Of a file the path is shown, except for what looks like parameters.
 * Never throws, and changes nothing that it made itself.
 */
export function redactUrl(url: string): string {
  const [, scheme, rest = ''] = /^([a-z][a-z\d+.-]{0,14}):\/\/(.*)$/is.exec(url) ?? [];
  if (scheme === undefined) return redactPath(url);
  if (rest === '') return url;
  if (scheme.toLowerCase() === 'file') return `${scheme}://${redactPath(rest)}`;
  const { authority, path, more } = split(rest);
  const [host = '', ...before] = authority.split('@').reverse();
  if (!HOST.test(host) || `${path}${more}`.includes('@')) return `${scheme}://${HIDDEN}`;
  const user = before.length > 0 ? `${HIDDEN}@` : '';
  return `${scheme}://${user}${host}${plainPath(path)}${more ? `?${HIDDEN}` : ''}`;
}

/**
 * A text, or a line of JSON, in which every address is as redactUrl shows it, and every bearer token is hidden: for what
 * others wrote, who may quote what they were given.
 */
export function redactText(text: string): string {
  return text
    .replace(/[a-z][a-z\d+.-]{0,14}:\/\/(?:[^\s"\\]|\\["\\/])*/gi, (found) => {
      const end = /[:,.;'’`)\]}>]*$/.exec(found)?.[0] ?? '';
      return redactUrl(found.slice(0, found.length - end.length)) + end;
    })
    .replace(/\b(Bearer|Basic|Token)( +)(?=[\w\-.~+/=]*[\d=])[\w\-.~+/]{8,}=*/g, `$1$2${HIDDEN}`);
}

function split(rest: string): { authority: string; path: string; more: string } {
  const [, authority = '', path = '', more = ''] = /^([^/?#\\]*)([^?#]*)(.*)$/s.exec(rest) ?? [];
  return { authority, path, more };
}

function plainPath(path: string): string {
  if (path === '') return '';
  const segments = path.replace(/^\//, '').split('/');
  const secret = segments.findIndex((segment, i) => i >= SHOWN_SEGMENTS || !isPlain(segment));
  const shown = secret < 0 ? segments : [...segments.slice(0, secret), HIDDEN];
  return `/${shown.join('/')}`;
}

/** An empty segment is plain: the slash at the end of a path is an error that has to be seen. */
function isPlain(segment: string): boolean {
  if (segment.length > SHOWN_LENGTH) return false;
  return segment
    .split(/[-_.]/)
    .every((word) => word === '' || PLAIN_WORD.test(word) || NUMBERED.test(word) || CODEC_WORD.test(word));
}

/** No path of a file, though it may be no proper address either: its scheme is missing or lacks a slash. */
export function looksLikeAddress(text: string): boolean {
  if (/^file:\/\/\//i.test(text)) return false;
  return /^(?:[a-z][a-z\d+.-]+:\/|(?:rtsps?|https?):|.*:.*@)/is.test(text);
}

/** A path is no secret, but an address whose scheme was forgotten looks like one. */
function redactPath(path: string): string {
  if (looksLikeAddress(path)) return HIDDEN;
  return path
    .split('/')
    .map((segment) => (/[=?&;#]/.test(segment) ? HIDDEN : segment))
    .join('/');
}
