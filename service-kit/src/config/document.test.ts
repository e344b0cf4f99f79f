import { ConfigError, parseConfigDocument } from './index.js';

const parse = (text: string) => parseConfigDocument(text, 'a.yaml', '`host`');

function problems(text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('parseConfigDocument', () => {
  it('gives the values, and nothing for an empty text', () => {
    expect(parse('host: a\nlist: [1, { b: c }]').values).toEqual({ host: 'a', list: [1, { b: 'c' }] });
    expect(parse('').values).toEqual({});
  });

  it('knows the line of a key, or of the nearest around it', () => {
    const { origin } = parse('host: a\nmap:\n  key:\n    - 1\n    - 2');
    expect(origin(['host'])).toBe('a.yaml:1');
    expect(origin(['map', 'key'])).toBe('a.yaml:3');
    expect(origin(['map', 'key', 1])).toBe('a.yaml:5');
    expect(origin(['map', 'missing'])).toBe('a.yaml:2');
    expect(origin(['missing'])).toBe('a.yaml');
  });

  it('keeps a key without a value, as one that was not given', () => {
    const { values } = parse('host:\nmap: { key: }');
    expect(Object.keys(values)).toEqual(['host', 'map']);
    expect(values.host).toBeUndefined();
    expect(values.map).toStrictEqual({ key: undefined });
  });

  it('expects a mapping', () => {
    expect(problems('- a')).toBe('(a.yaml): expected a mapping with keys like `host`');
  });

  it('names the line of everything that is not YAML, and quotes nothing', () => {
    const text = problems('host: *s3cret\ntoken: !s3cret x\nother: @s3cret');
    expect(text.split('\n')).toHaveLength(3);
    for (const line of ['a.yaml:1', 'a.yaml:2', 'a.yaml:3']) expect(text).toContain(`(${line}): not valid YAML: `);
    expect(text).not.toContain('s3cret');
  });
});
