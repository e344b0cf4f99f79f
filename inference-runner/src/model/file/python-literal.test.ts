import { pythonLiteral, type PythonValue } from './python-literal.js';

it.each<[string, PythonValue]>([
  [
    "{0: 'person', 1: 'bike'}",
    new Map([
      [0, 'person'],
      [1, 'bike'],
    ]),
  ],
  [
    `{0: "it's", 1: 'say "x"', 2: 'both \\' and "'}`,
    new Map([
      [0, "it's"],
      [1, 'say "x"'],
      [2, `both ' and "`],
    ]),
  ],
  ['[640, 640]', [640, 640]],
  ['(1, 2.5, -3, 1e-05, .5, 5., +7)', [1, 2.5, -3, 1e-5, 0.5, 5, 7]],
  ['(1,)', [1]],
  ['(1)', 1],
  ['()', []],
  ['[]', []],
  ['{}', new Map()],
  [' [ True ,False, None , ] ', [true, false, null]],
  [
    "{'a': {'b': [(1, [2])]}, None: 1, True: 0}",
    new Map<never, never>([
      ['a', new Map([['b', [[1, [2]]]]])],
      [null, 1],
      [true, 0],
    ] as never),
  ],
  [String.raw`'\\ \n \t \r \x41 \u00e9 \U0001f600 \a\b\f\v'`, '\\ \n \t \r A é 😀 \x07\b\f\v'],
  [
    String.raw`{"0": "a\/b", "1": [true, false, null], "2": "\ud83d\ude00"}`,
    new Map<string, PythonValue>([
      ['0', 'a/b'],
      ['1', [true, false, null]],
      ['2', '😀'],
    ]),
  ],
  ["'grün 日本'", 'grün 日本'],
  ["{'__proto__': 1}", new Map([['__proto__', 1]])],
  ["{0: 'a', 0: 'b'}", new Map([[0, 'b']])],
])('%s', (text, value) => {
  expect(pythonLiteral(text)).toEqual(value);
});

it.each([
  ['', 'expected a value at character 0'],
  ['person', 'expected a value at character 0'],
  ['[1, 2', 'expected a comma or ] at character 5'],
  ['[1 2]', 'expected a comma or ] at character 3'],
  ['[1]]', 'expected the end at character 3'],
  ['[,]', 'expected a value at character 1'],
  ["{0 'a'}", 'expected a colon at character 3'],
  ["{[1]: 'a'}", 'expected a value at character 1'],
  ['{1, 2}', 'expected a colon at character 2'],
  ["'open", 'the text that begins at character 0 does not end at character 5'],
  ["'a\nb'", 'the text that begins at character 0 does not end at character 2'],
  [String.raw`'\q'`, 'an escape that is none at character 1'],
  [String.raw`'\xg1'`, 'an escape that is none at character 1'],
  [String.raw`'\U00110000'`, 'an escape that is none at character 1'],
  ["'\\", 'an escape that is none at character 1'],
  ['1.2.3', 'expected a value at character 0'],
  ['12abc', 'expected a value at character 0'],
  ['__import__("os")', 'expected a value at character 0'],
  ['[nan]', 'expected a value at character 1'],
  ['[constructor]', 'expected a value at character 1'],
  ['['.repeat(100_000), 'nested more than 32 deep at character 32'],
  ['{0:'.repeat(100_000), 'nested more than 32 deep at character 96'],
  [`[${'1,'.repeat(200_000)}]`, 'more than 200000 values at character 399999'],
  ["'".padEnd(4 * 1024 * 1024 + 1), 'more than 4194304 characters at character 4194304'],
])('%.40s is an error with its place', (text, message) => {
  expect(() => pythonLiteral(text)).toThrow(expect.objectContaining({ name: 'PythonLiteralError', message }) as Error);
});

it('reads 10,000 names', () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `${i}: 'name ${i}'`);
  expect((pythonLiteral(`{${names.join(', ')}}`) as Map<number, string>).get(9999)).toBe('name 9999');
});
