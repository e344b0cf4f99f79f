/** Returns whether a host name or address is loopback. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Why a server that trusts all programs of its machine refuses a request. */
export type LoopbackRefusal = 'host-not-allowed' | 'origin-not-allowed';

/**
 * Returns why a server on loopback without a token has to refuse a request; null when it may answer. A foreign web page
 * can reach such a server through a browser on the machine: under a name of its own that resolves to loopback (DNS
 * rebinding, visible in `Host`), or from its own origin (visible in `Origin`, which browsers also send with
 * WebSockets).
 */
export function loopbackRefusal(headers: { host?: string; origin?: string }): LoopbackRefusal | null {
  if (!isLoopbackUrl(`http://${headers.host ?? ''}`)) return 'host-not-allowed';
  if (headers.origin !== undefined && !isLoopbackUrl(headers.origin)) return 'origin-not-allowed';
  return null;
}

function isLoopbackUrl(text: string): boolean {
  return URL.canParse(text) && isLoopbackHost(new URL(text).hostname);
}
