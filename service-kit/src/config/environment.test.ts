import { asList, asNumber, asText, EnvironmentOverlay, type Variables } from './index.js';

const VARIABLES: Variables = {
  NAME: { path: ['name'], read: asText },
  PORT: { path: ['server', 'port'], read: asNumber },
  TOKENS: { path: ['server', 'tokens'], read: asList, secret: true },
  FIRST_URL: { path: ['sinks', 0, 'url'], read: asText },
};

function overlay(document: Record<string, unknown>, env: Record<string, string>) {
  const laid = new EnvironmentOverlay(document, env, (path) => (path === '/run/tokens' ? ' s3cret, other\n' : ''));
  laid.lay(VARIABLES);
  return laid;
}

describe('EnvironmentOverlay', () => {
  it('lays what is set over the document, and leaves the document as it is', () => {
    const document = { name: 'a', server: { host: 'h' }, sinks: [{ url: 'x', org: 'o' }] };
    const { values, problems } = overlay(document, { NAME: ' b ', PORT: '1', FIRST_URL: 'y' });
    expect(values).toEqual({ name: 'b', server: { host: 'h', port: 1 }, sinks: [{ url: 'y', org: 'o' }] });
    expect(problems).toEqual([]);
    expect(document).toEqual({ name: 'a', server: { host: 'h' }, sinks: [{ url: 'x', org: 'o' }] });
  });

  it('knows which variable gave a value, or what is in it', () => {
    const laid = overlay({}, { PORT: '1', TOKENS_FILE: '/run/tokens' });
    expect(laid.origin(['server', 'port'])).toBe('environment variable PORT');
    expect(laid.origin(['server', 'tokens', 1])).toBe('environment variable TOKENS_FILE');
    expect(laid.origin(['server'])).toBeUndefined();
    expect(laid.origin(['name'])).toBeUndefined();
  });

  it('takes an empty variable as not set', () => {
    const laid = overlay({ name: 'a' }, { NAME: ' ', TOKENS: '' });
    expect(laid.values).toEqual({ name: 'a' });
    expect(laid.nameOf(VARIABLES, 'NAME')).toBeUndefined();
  });

  it('reads a secret from the file that NAME_FILE names, and nothing else', () => {
    const laid = overlay({}, { TOKENS_FILE: '/run/tokens', NAME_FILE: '/run/tokens' });
    expect(laid.values).toEqual({ server: { tokens: ['s3cret', 'other'] } });
    expect([laid.nameOf(VARIABLES, 'TOKENS'), laid.nameOf(VARIABLES, 'NAME')]).toEqual(['TOKENS_FILE', undefined]);
  });

  it('reports a secret that is given twice, and a file that holds none', () => {
    const origin = 'environment variable TOKENS_FILE';
    expect(overlay({}, { TOKENS: 's3cret', TOKENS_FILE: '/run/tokens' }).problems).toEqual([
      { key: 'server.tokens', origin, message: 'given beside TOKENS, expected one of the two' },
    ]);
    expect(overlay({}, { TOKENS_FILE: '/run/empty' }).problems).toMatchObject([{ key: 'server.tokens', origin }]);
  });

  it('leaves what stands where a mapping belongs to the schema', () => {
    expect(overlay({ server: 'text' }, { PORT: '1' }).values).toEqual({ server: 'text' });
  });
});

it.each([
  ['80', 80],
  ['1.5e3', 1500],
  ['-1', -1],
  ['eighty', 'eighty'],
  ['Infinity', 'Infinity'],
  ['NaN', 'NaN'],
])('asNumber: %s', (text, expected) => {
  expect(asNumber(text)).toBe(expected);
});

it('asList: spaces and commas divide', () => {
  expect(asList(' a, b,c\nd,, ')).toEqual(['a', 'b', 'c', 'd']);
});
