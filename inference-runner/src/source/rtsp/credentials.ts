import { createHash, randomBytes } from 'node:crypto';
import { headers, type RtspMessage } from './message.js';

/** User and password as the bytes that are sent. */
export interface Login {
  user: string;
  password: string;
}

interface Challenge {
  scheme: string;
  parameters: ReadonlyMap<string, string>;
}

/** In order of preference. MD5 is first since all other clients use it, so cameras are tested with it. */
const HASHES: readonly [name: string, hash: string][] = [
  ['MD5', 'md5'],
  ['SHA-256', 'sha256'],
];

/** Answers a camera's authentication challenges: RFC 7617 (Basic) and RFC 7616 (Digest with MD5 or SHA-256). */
export class Credentials {
  #answer: ((method: string, uri: string) => string) | null = null;

  constructor(private readonly login: Login) {}

  /** Returns the value of `Authorization` for a request; null before the first challenge. */
  authorize(method: string, uri: string): string | null {
    return this.#answer?.(method, uri) ?? null;
  }

  /** Stores the challenge of a 401. Returns the offered algorithms when none of them is known here, else null. */
  demand(answer: RtspMessage): string[] | null {
    const challenges = headers(answer, 'www-authenticate').flatMap(parseChallenges);
    const digests = challenges.filter(({ scheme }) => scheme === 'digest');
    for (const [name, hash] of HASHES) {
      const digest = digests.find((challenge) => algorithmOf(challenge).replace(/-SESS$/, '') === name);
      if (!digest) continue;
      this.#answer = this.#digest(digest.parameters, hash, algorithmOf(digest).endsWith('-SESS'));
      return null;
    }
    if (challenges.some(({ scheme }) => scheme === 'basic')) {
      const { user, password } = this.login;
      this.#answer = () => `Basic ${Buffer.from(`${user}:${password}`, 'latin1').toString('base64')}`;
      return null;
    }
    return digests.map(algorithmOf);
  }

  #digest(parameters: ReadonlyMap<string, string>, algorithm: string, perSession: boolean) {
    const hash = (text: string) => createHash(algorithm).update(text, 'latin1').digest('hex');
    const get = (name: string) => parameters.get(name) ?? '';
    const { user, password } = this.login;
    const qop = get('qop')
      .split(/[\s,]+/)
      .includes('auth');
    const cnonce = randomBytes(8).toString('hex');
    const secret = hash(`${user}:${get('realm')}:${password}`);
    const key = perSession ? hash(`${secret}:${get('nonce')}:${cnonce}`) : secret;
    let uses = 0;

    return (method: string, uri: string) => {
      const count = (uses += 1).toString(16).padStart(8, '0');
      const use = qop ? `${count}:${cnonce}:auth:` : '';
      const response = hash(`${key}:${get('nonce')}:${use}${hash(`${method}:${uri}`)}`);
      const quoted = { username: user, realm: get('realm'), nonce: get('nonce'), uri, response };
      const fields = Object.entries(quoted).map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`);
      if (parameters.has('algorithm')) fields.push(`algorithm=${get('algorithm')}`);
      if (parameters.has('opaque')) fields.push(`opaque="${get('opaque')}"`);
      if (qop || perSession) fields.push(`cnonce="${cnonce}"`);
      if (qop) fields.push(`qop=auth`, `nc=${count}`);
      return `Digest ${fields.join(', ')}`;
    };
  }
}

/** True when the camera said that only the nonce of the last answer was too old. */
export function isStale(answer: RtspMessage): boolean {
  return headers(answer, 'www-authenticate')
    .flatMap(parseChallenges)
    .some(({ parameters }) => parameters.get('stale')?.toLowerCase() === 'true');
}

function algorithmOf({ parameters }: Challenge): string {
  return (parameters.get('algorithm') ?? 'MD5').toUpperCase();
}

/** A header may hold several challenges, separated by commas as their parameters are. */
function parseChallenges(value: string): Challenge[] {
  const starts = [...value.matchAll(/(?:^|,)\s*(Digest|Basic)\b(?!\s*=)/gi)];
  return starts.map((start, i) => ({
    scheme: start[1]?.toLowerCase() ?? '',
    parameters: parseParameters(value.slice(start.index + start[0].length, starts[i + 1]?.index)),
  }));
}

function parseParameters(text: string): Map<string, string> {
  const found = text.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g);
  return new Map(
    [...found].map(([, name = '', quoted, bare]) => [
      name.toLowerCase(),
      quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/g, '$1'),
    ])
  );
}
