/** Whether a host name or address cannot be reached from another machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Why a request may not be answered by a server that trusts whoever is on its machine. */
export type LoopbackRefusal = 'host-not-allowed' | 'origin-not-allowed';

/**
 * What speaks against a request to a server that listens on loopback and asks for no token; null if nothing does.
 * A web page from elsewhere reaches such a server through the browser of who sits at the machine: under a name of its
 * own that it has pointed at loopback (DNS rebinding, told by `Host`), or from its own place (told by `Origin`, which
 * WebSockets are sent with too).
 */
export function loopbackRefusal(headers: { host?: string; origin?: string }): LoopbackRefusal | null {
  if (!isLoopbackUrl(`http://${headers.host ?? ''}`)) return 'host-not-allowed';
  if (headers.origin !== undefined && !isLoopbackUrl(headers.origin)) return 'origin-not-allowed';
  return null;
}

function isLoopbackUrl(text: string): boolean {
  return URL.canParse(text) && isLoopbackHost(new URL(text).hostname);
}
