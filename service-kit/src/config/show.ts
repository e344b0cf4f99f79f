import { redactText, redactUrl } from '../redact.js';
import { isMapping, type KeyPath } from './path.js';

/** What is below such a key is never shown. */
const SECRET_KEY = /token|password|secret|authorization/i;
/** Characters of a value that is no address; a token is longer. */
const SHOWN_LENGTH = 15;
const SHOWN_ADDRESS_LENGTH = 80;
/** An unknown key of another form may be a mistyped line with a password in it. */
const PLAIN_KEY = /^[A-Za-z_-]{1,30}$/;

/** `got …`, without what is or may be a secret: a token or an address with a password at the wrong key, too. */
export function showValue(value: unknown, path: KeyPath): string {
  if (value === undefined) return 'missing';
  if (path.some((part) => SECRET_KEY.test(String(part)))) return 'got *** (not shown, it is a secret)';
  if (Array.isArray(value)) return value.length === 0 ? 'got an empty list' : 'got a list';
  if (isMapping(value)) return 'got a mapping';
  if (typeof value === 'number') return `got ${shortened(String(value), SHOWN_LENGTH)}`;
  if (typeof value !== 'string') return `got ${JSON.stringify(value)}`;
  const shown = redactText(redactUrl(value));
  if (shown.includes('://')) return `got ${shortened(JSON.stringify(shown), SHOWN_ADDRESS_LENGTH)}`;
  return shown.length > SHOWN_LENGTH
    ? 'got a long text (not shown, it may be a secret)'
    : `got ${JSON.stringify(shown)}`;
}

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** A key that is not known, where it is a word. */
export function showKey(key: string): string {
  return PLAIN_KEY.test(key) ? key : '***';
}
