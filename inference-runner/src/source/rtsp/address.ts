import { asBytes } from './message.js';
import type { Login } from './credentials.js';

/** A camera's address, and the URI for its requests. */
export interface CameraAddress {
  secure: boolean;
  host: string;
  port: number;
  /** The URI of requests, with the port and without user and password. As bytes. */
  uri: string;
  login: Login | null;
}

const DEFAULT_PORT = { rtsp: 554, rtsps: 322 };

/** Returns null when the URL is not a camera's address. Accepts URLs of the configuration and of redirects. */
export function parseAddress(url: string): CameraAddress | null {
  const found =
    /^(rtsps?):\/\/(?:([^/?#]*)@)?(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?(\/[^#]*|\?[^#]*)?(?:#.*)?$/is.exec(url);
  if (!found) return null;
  const [, scheme = '', user, host = '', port, path = ''] = found;
  const secure = scheme.toLowerCase() === 'rtsps';
  const number = port === undefined ? DEFAULT_PORT[secure ? 'rtsps' : 'rtsp'] : Number(port);
  return {
    secure,
    host: host.replace(/^\[|\]$/g, '').toLowerCase(),
    port: number,
    uri: asBytes(`${secure ? 'rtsps' : 'rtsp'}://${host}:${number}${path}`),
    login: user === undefined ? null : parseLogin(user),
  };
}

function parseLogin(text: string): Login {
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(text) ?? [];
  const decode = (part: string) =>
    asBytes(part).replace(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return { user: decode(user), password: decode(password) };
}
