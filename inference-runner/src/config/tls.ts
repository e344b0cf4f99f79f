import { type ConfigProblem, formatKey, type KeyPath, type ReadText } from '@framewatch/service-kit/config';
import type { WrittenConfig } from './schema.js';
import type { StreamTlsConfig } from './types.js';

/**
 * Returns how the certificate of a stream's camera is checked. Reads the file of authorities; with one, `verify` is
 * true.
 */
export function streamTls(
  { url, tls }: WrittenConfig['streams'][number],
  index: number,
  readText: ReadText,
  origin: (key: KeyPath) => string
): { tls?: StreamTlsConfig; problems: ConfigProblem[] } {
  if (!tls) return { problems: [] };
  const problems: ConfigProblem[] = [];
  const report = (key: string[], message: string) => {
    const path = ['streams', index, 'tls', ...key];
    problems.push({ key: formatKey(path), origin: origin(path), message });
  };

  if (!/^rtsps:/i.test(url)) report([], 'is for rtsps:// only: this stream has no certificate that could be checked');
  const { verify = tls.ca !== undefined, ca: path } = tls;
  if (path !== undefined && !verify) report(['ca'], 'is of no use with `verify: false`: take away one of them');
  const ca = path === undefined ? null : readAuthorities(path, readText, (message) => report(['ca'], message));
  const pairs = tls.fingerprint?.replaceAll(':', '').toUpperCase().match(/../g);
  return { tls: { verify, ca, fingerprint: pairs?.join(':') ?? null }, problems };
}

function readAuthorities(path: string, readText: ReadText, report: (message: string) => void): string | null {
  try {
    const text = readText(path);
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
    report(`${path} holds no certificate, expected PEM, text with -----BEGIN CERTIFICATE-----`);
  } catch (error) {
    report(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? 'unreadable'}`);
  }
  return null;
}
