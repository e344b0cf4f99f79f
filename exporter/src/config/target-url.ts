import type { Discovery } from './types.js';

export const TARGET_URL = 'http://host:port, https://host:port, or dns+http://name:port for every address of a name';

/**
 * Reads the address of a runner. `dns+` in front of the scheme asks for all addresses of the name at every scrape; a
 * name that starts with an underscore (`_viewer._tcp.runner`) is one of SRV records, which have ports of their own.
 * What is wrong with it is told without the value, which may hold a password.
 */
export function parseTargetUrl(text: string): { value: { url: URL; discover: Discovery } } | { problem: string } {
  const discovered = text.startsWith('dns+');
  const plain = discovered ? text.slice('dns+'.length) : text;
  if (!URL.canParse(plain)) return { problem: `not a URL, expected ${TARGET_URL}` };
  const url = new URL(plain);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { problem: `another scheme than http: and https:, expected ${TARGET_URL}` };
  }
  if (url.username || url.password)
    return { problem: 'holds a user or a password; runners take a token (token, tokenFile)' };
  if (url.search || url.hash) return { problem: 'holds a query or a fragment, expected an address' };
  return { value: { url, discover: !discovered ? 'none' : url.hostname.startsWith('_') ? 'srv' : 'addresses' } };
}
