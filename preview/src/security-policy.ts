/**
 * Grafana's default content security policy (`content_security_policy_template` in its defaults.ini), so that what
 * works here works in a Grafana that enforces it.
 *
 * @param nonce of this response's own script elements
 * @param host host and port of the page, for the WebSocket sources
 */
export function contentSecurityPolicy(nonce: string, host: string): string {
  return [
    `script-src 'self' 'unsafe-eval' 'unsafe-inline' 'strict-dynamic' 'nonce-${nonce}'`,
    "object-src 'none'",
    "font-src 'self'",
    "style-src 'self' 'unsafe-inline' blob:",
    'img-src * data:',
    "base-uri 'self'",
    `connect-src 'self' ws://${host}/ wss://${host}/`,
    "manifest-src 'self'",
    "media-src 'none'",
    "form-action 'self'",
  ].join(';');
}
