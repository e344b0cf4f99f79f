/** A value that Python's `str()` writes. A tuple is a list here; a dict keeps its keys as they are. */
export type PythonValue = null | boolean | number | string | PythonValue[] | PythonDict;
export type PythonDict = Map<PythonKey, PythonValue>;
export type PythonKey = null | boolean | number | string;

/** The text is no literal of Python. */
export class PythonLiteralError extends Error {
  override readonly name = 'PythonLiteralError';

  /** `at` is the place in the text, characters from its start. */
  constructor(
    what: string,
    readonly at: number
  ) {
    super(`${what} at character ${at}`);
  }
}

/** Characters. The names of 10,000 classes, as long as they may be, take 1.4 million. */
const MOST_TEXT = 4 * 1024 * 1024;
/** Exporters write three levels. */
const MOST_DEPTH = 32;
/** 10,000 classes are 20,000 values. */
const MOST_VALUES = 200_000;

const WORDS: ReadonlyMap<string, PythonKey> = new Map<string, PythonKey>([
  ['None', null],
  ['True', true],
  ['False', false],
  ['null', null],
  ['true', true],
  ['false', false],
]);
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  '/': '/',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
/** Digits after the letters that begin an escape by number. */
const ESCAPE_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const HIGHEST_CHARACTER = 0x10_ffff;

/**
 * Reads what Python's `str()` writes of dicts, lists, tuples, strings, numbers, True, False and None. Reads JSON too, which
 * differs in three words and an escape, and which other exporters write. Nothing is run. Throws a PythonLiteralError for anything else, and for what is larger or deeper than an exporter writes.
 */
export function pythonLiteral(text: string): PythonValue {
  if (text.length > MOST_TEXT) throw new PythonLiteralError(`more than ${MOST_TEXT} characters`, MOST_TEXT);
  return new Parser(text).whole();
}

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): PythonValue {
    const value = this.#value();
    if (this.#at < this.#text.length) this.#fail('expected the end');
    return value;
  }

  /** A value with the spaces around it. */
  #value(): PythonValue {
    this.#values += 1;
    if (this.#values > MOST_VALUES) this.#fail(`more than ${MOST_VALUES} values`);
    this.#match(SPACES);
    const value = this.#bare();
    this.#match(SPACES);
    return value;
  }

  #bare(): PythonValue {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#nested(() => this.#dict());
      case '[':
        return this.#nested(() => this.#items(']').values);
      case '(':
        return this.#nested(() => {
          const { values, comma } = this.#items(')');
          // A comma makes the tuple: (1) is 1.
          return values.length === 1 && !comma ? (values[0] ?? null) : values;
        });
      default:
        return this.#scalar();
    }
  }

  #nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) this.#fail(`nested more than ${MOST_DEPTH} deep`);
    this.#at += 1;
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #dict(): PythonDict {
    const dict: PythonDict = new Map();
    this.#separated('}', () => {
      this.#match(SPACES);
      const key = this.#scalar();
      this.#match(SPACES);
      if (this.#match(COLON) === null) this.#fail('expected a colon');
      dict.set(key, this.#value());
    });
    return dict;
  }

  #items(end: string): { values: PythonValue[]; comma: boolean } {
    const values: PythonValue[] = [];
    const comma = this.#separated(end, () => values.push(this.#value()));
    return { values, comma };
  }

  /** What stands between commas, to the end; whether a comma stands behind the last. */
  #separated(end: string, read: () => void): boolean {
    let comma = false;
    for (;;) {
      this.#match(SPACES);
      if (this.#text[this.#at] === end) break;
      read();
      comma = this.#match(COMMA) !== null;
      this.#match(SPACES);
      if (!comma) break;
    }
    if (this.#text[this.#at] !== end) this.#fail(`expected a comma or ${end}`);
    this.#at += 1;
    return comma;
  }

  #scalar(): PythonKey {
    const quote = this.#text[this.#at];
    if (quote === "'" || quote === '"') return this.#string(quote);
    const start = this.#at;
    const word = this.#match(WORD);
    const known = word === null ? undefined : WORDS.get(word);
    if (known !== undefined) return known;
    this.#at = start;
    const number = this.#match(NUMBER);
    if (number === null) this.#fail('expected a value');
    return Number(number);
  }

  #string(quote: string): string {
    const start = this.#at;
    this.#at += 1;
    const parts: string[] = [];
    for (;;) {
      parts.push(this.#match(quote === "'" ? PLAIN_SINGLE : PLAIN_DOUBLE) ?? '');
      const next = this.#text[this.#at];
      if (next === quote) break;
      if (next !== '\\') this.#fail(`the text that begins at character ${start} does not end`);
      parts.push(this.#escape());
    }
    this.#at += 1;
    return parts.join('');
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? '';
    const known = ESCAPES[letter];
    if (known !== undefined) {
      this.#at += 2;
      return known;
    }
    const digits = ESCAPE_DIGITS[letter];
    const code = this.#text.slice(this.#at + 2, this.#at + 2 + (digits ?? 0));
    const isCode = digits !== undefined && code.length === digits && /^[\da-f]+$/i.test(code);
    if (!isCode || Number.parseInt(code, 16) > HIGHEST_CHARACTER) this.#fail('an escape that is none');
    this.#at += 2 + digits;
    return String.fromCodePoint(Number.parseInt(code, 16));
  }

  /** What matches here, and goes behind it; null where nothing does. */
  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  #fail(what: string): never {
    throw new PythonLiteralError(what, this.#at);
  }
}

const SPACES = /[ \t\r\n]*/y;
const COLON = /:/y;
const COMMA = /,/y;
const WORD = /[A-Za-z]+/y;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y;
const PLAIN_SINGLE = /[^'\\\r\n]*/y;
const PLAIN_DOUBLE = /[^"\\\r\n]*/y;
