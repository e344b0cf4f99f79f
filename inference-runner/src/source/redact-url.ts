/** Query parameters whose values are secret: some cameras take user, password or a token there. */
const SECRET_PARAMETER = /^(?:.*(?:token|secret|pass|pwd|auth|key|sig).*|user|username|usr|account)$/i;

/**
 * A URL that is safe to log: user, password and secret parameters become `***`. Never throws; a file path comes back
 * as it is. Works on text that is no valid URL, since passwords are often not escaped and may hold `/`, `?` or `#`:
 * everything up to the last `@` counts as user and password, which may hide too much, but never too little.
 */
export function redactUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/).*@/is, '$1***@')
    .replace(
      /^([a-z][a-z0-9+.-]*:\/\/[^?]*\?)(.*)$/is,
      (_, start: string, query: string) => start + redactQuery(query)
    );
}

function redactQuery(query: string): string {
  return query
    .split('&')
    .map((pair) => {
      const name = pair.split('=', 1)[0] ?? '';
      return pair.includes('=') && SECRET_PARAMETER.test(name) ? `${name}=***` : pair;
    })
    .join('&');
}
