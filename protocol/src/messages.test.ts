import golden from '../test/golden/text.json' with { type: 'json' };
import { below, seeded } from '../test/random.js';
import {
  MAX_CLIENT_TEXT_BYTES,
  MAX_SERVER_TEXT_BYTES,
  parseClientMessage,
  parseServerMessage,
  ProtocolError,
  type ProtocolErrorCode,
} from './index.js';

type Parse = (text: string) => unknown;

/** The code of the ProtocolError, or null when it is accepted; any other exception fails the test. */
function refusal(parse: Parse, text: string): ProtocolErrorCode | null {
  try {
    parse(text);
    return null;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe.each([
  ['client', parseClientMessage, golden.client, MAX_CLIENT_TEXT_BYTES],
  ['server', parseServerMessage, golden.server, MAX_SERVER_TEXT_BYTES],
] as [string, Parse, typeof golden.client, number][])('text messages of a %s', (_who, parse, vectors, most) => {
  it.each(vectors.accepted.map((vector) => [vector.name, vector] as const))('%s', (_name, { text, message }) => {
    expect(parse(text)).toEqual(message);
    expect(parse(JSON.stringify(parse(text)))).toEqual(message);
  });

  it.each(vectors.refused.map((vector) => [vector.name, vector] as const))('refused: %s', (_name, { text, code }) => {
    expect(refusal(parse, text)).toBe(code);
  });

  it(`are at most ${most} characters long`, () => {
    const { text } = vectors.accepted[0]!;
    expect(refusal(parse, text.padEnd(most))).toBeNull();
    expect(refusal(parse, text.padEnd(most + 1))).toBe('oversized');
  });

  it('cut off after any character are malformed', () => {
    for (const { text } of vectors.accepted) {
      for (let length = 0; length < text.length; length++) {
        expect(refusal(parse, text.slice(0, length))).toBe('malformed');
      }
    }
  });

  it('with random characters changed are accepted or a ProtocolError', () => {
    const random = seeded(815);
    const alphabet = '{}[]",:-.0123456789eEtruefalsn\\u\u0000\ud800ß';
    let refused = 0;
    for (let i = 0; i < 10_000; i++) {
      const characters = Array.from(vectors.accepted[below(random, vectors.accepted.length)]!.text);
      for (let change = 1 + below(random, 3); change > 0; change--) {
        const put = alphabet[below(random, alphabet.length)]!;
        characters.splice(below(random, characters.length), below(random, 3), put);
      }
      if (refusal(parse, characters.join('')) !== null) refused += 1;
    }
    expect(refused).toBeGreaterThan(5_000);
  });
});

it('an error names the key that is wrong, and what was expected', () => {
  expect(() => parseClientMessage('{"type":"ack","seq":-1,"queue":0}')).toThrow(/^client message at seq: .*>=0/);
  expect(() => parseClientMessage('{"type":"start","version":9,"video":"h264"}')).toThrow(
    'start: version 9 is not spoken here, only 1; update the older side'
  );
});

it('an error is named and has its code', () => {
  const error = new ProtocolError('oversized', 'too much');
  expect(error).toMatchObject({ name: 'ProtocolError', code: 'oversized', message: 'too much' });
});
