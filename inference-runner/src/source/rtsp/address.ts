import { asBytes } from './message.js';
import type { Login } from './credentials.js';

/** Where a camera is, and what to ask it for. */
export interface CameraAddress {
  secure: boolean;
  host: string;
  port: number;
  /** What requests name: with the port, without user and password. As bytes. */
  uri: string;
  login: Login | null;
}

const DEFAULT_PORT = { rtsp: 554, rtsps: 322 };

/** Null for what is no address of a camera. Takes what the configuration accepts, and what a camera redirects to. */
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
