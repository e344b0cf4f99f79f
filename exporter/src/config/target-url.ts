import type { Discovery } from './types.js';

export const TARGET_URL = 'http://host:port, https://host:port, or dns+http://name:port for every address of a name';

/**
 * Reads the address of a runner. `dns+` in front of the scheme asks for all addresses of the name at every scrape; a
 * name that starts with an underscore (`_viewer._tcp.runner`) is one of SRV records, which have ports of their own.
 * Returns what is wrong with it as a text that can be shown: without the value, which may hold a password.
 */
export function parseTargetUrl(text: string): { url: URL; discover: Discovery } | string {
  const discovered = text.startsWith('dns+');
  const plain = discovered ? text.slice('dns+'.length) : text;
  if (!URL.canParse(plain)) return `not a URL, expected ${TARGET_URL}`;
  const url = new URL(plain);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `another scheme than http: and https:, expected ${TARGET_URL}`;
  }
  if (url.username || url.password) return 'holds a user or a password; runners take a token (token, tokenFile)';
  if (url.search || url.hash) return 'holds a query or a fragment, expected an address';
  return { url, discover: !discovered ? 'none' : url.hostname.startsWith('_') ? 'srv' : 'addresses' };
}
