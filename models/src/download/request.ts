import { redactUrl } from '@framewatch/service-kit';
import fetch, { type FetchResponse } from 'make-fetch-happen';
import { npmOptions } from '../fetch/npm-options.js';
import { RedirectError } from './errors.js';

const MOST_REDIRECTS = 5;

/** Asks for `url` with these headers. */
export type Request = (headers: Readonly<Record<string, string>>) => Promise<FetchResponse>;

/**
 * Requests as npm would make them here: with its proxy, certificates and what else its settings say. User and password of
 * the address go to its own host only.
 * @param idleMs how long the server may be silent, milliseconds
 * @throws RedirectError after five redirects, and for one to anything but http and https, or from https to http
 */
export async function requester(url: string, env: NodeJS.ProcessEnv, idleMs: number): Promise<Request> {
  const settings = await npmOptions(env);
  const { noProxy, ca, cert, key, strictSSL } = settings;
  const proxyFor = ({ protocol }: URL): string | null => {
    const proxies = protocol === 'https:' ? [settings.httpsProxy, settings.proxy] : [settings.proxy];
    return proxies.find((proxy) => typeof proxy === 'string') ?? null;
  };
  const origin = new URL(url);
  const authorization = credentialsOf(origin);
  return async (headers) => {
    let at = origin;
    for (let redirects = 0; ; redirects++) {
      const own = at.origin === origin.origin ? authorization : {};
      const response = await fetch(withoutCredentials(at), {
        // Ranges are those of the file, not of something packed.
        headers: { 'accept-encoding': 'identity', ...headers, ...own },
        compress: false,
        redirect: 'manual',
        cache: 'no-store',
        timeout: idleMs,
        proxy: proxyFor(at),
        noProxy,
        ca,
        cert,
        key,
        strictSSL,
      });
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
      if (location === null) return response;
      response.body.destroy();
      if (redirects === MOST_REDIRECTS)
        throw new RedirectError(redactUrl(url), `redirects more than ${MOST_REDIRECTS} times`);
      at = next(at, location, url);
    }
  };
}

function next(from: URL, location: string, url: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  if (to === null || !['http:', 'https:'].includes(to.protocol))
    throw new RedirectError(redactUrl(url), 'redirects to something that is no address of the web');
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw new RedirectError(redactUrl(url), 'redirects from https to http');
  return to;
}

function credentialsOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}

function withoutCredentials(url: URL): string {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare.href;
}
