import { type Document, type ErrorCode, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { ConfigError, type ConfigProblem } from './errors.js';
import { isMapping, type KeyPath } from './path.js';

/** A YAML document as plain values, with the line of each of its keys. */
export interface ConfigDocument {
  /** Keys without a value (`targetFps:`) are undefined: they count as not given, and unknown ones are still found. */
  values: Record<string, unknown>;
  /** `runner.yaml:12`, of the nearest key around `path` that the document has. */
  origin(path: KeyPath): string;
}

export const NO_DOCUMENT: ConfigDocument = { values: {}, origin: () => '' };

/**
 * Reads YAML. Throws a ConfigError with the line of everything that is not YAML, in words of our own. `hint` completes
 * "expected a mapping with keys like …".
 */
export function parseConfigDocument(text: string, name: string, hint: string): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const lineAt = (offset: number) => `${name}:${lines.linePos(offset).line}`;

  // The parser only warns of a tag that it does not know, and takes what follows for text.
  const problems = [...document.errors, ...document.warnings].map(({ pos, code }) =>
    notYaml(lineAt(pos[0]), WORDS[code])
  );
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document)) return;
      const message = 'an alias (*) of an anchor that is not there: put text that begins with * in quotes';
      problems.push(notYaml(lineAt(alias.range?.[0] ?? 0), message));
    },
  });
  if (problems.length > 0) throw new ConfigError(problems);

  const values = valuesOf(document, name);
  if (values !== undefined && !isMapping(values)) {
    const message = `expected a mapping with keys like ${hint}`;
    throw new ConfigError([{ key: '', origin: name, message }]);
  }
  return {
    values: values ?? {},
    origin: (path) => {
      const offset = offsetOf(document, path);
      return offset === undefined ? name : lineAt(offset);
    },
  };
}

function notYaml(origin: string, message: string): ConfigProblem {
  return { key: '', origin, message: `not valid YAML: ${message}` };
}

const QUOTE = 'put the text in quotes if it is meant as it stands';

/** Words of our own for each of the parser's errors: it quotes what it could not read, and that may be a password. */
const WORDS: Record<ErrorCode, string> = {
  ALIAS_PROPS: `an alias (*) cannot have an anchor or a tag of its own: ${QUOTE}`,
  BAD_ALIAS: `an alias (*) or anchor (&) has a name that it cannot have: ${QUOTE}`,
  BAD_COLLECTION_TYPE: `a tag (!) does not fit what follows it: ${QUOTE}`,
  BAD_DIRECTIVE: `a directive (%) that YAML does not know: ${QUOTE}`,
  BAD_DQ_ESCAPE: 'a backslash before a character that it cannot stand before: write two, or use single quotes',
  BAD_INDENT: 'the indentation does not fit the lines around it: line it up with its neighbours',
  BAD_PROP_ORDER: `anchors (&) and tags (!) stand before the value: ${QUOTE}`,
  BAD_SCALAR_START: `text cannot begin with this character: ${QUOTE}`,
  BLOCK_AS_IMPLICIT_KEY: `a colon followed by a space stands twice in a line: ${QUOTE}`,
  BLOCK_IN_FLOW: 'a block of lines cannot stand between [ ] or { }: write it in one line, or without brackets',
  DUPLICATE_KEY: 'a key stands twice in one mapping, and keys are unique: remove one of them',
  IMPOSSIBLE: `cannot be read: ${QUOTE}`,
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters: look for a colon or quote that is missing before it',
  MISSING_CHAR: 'a colon, comma, bracket, quote or space is missing here or before',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines: look for a colon or quote that is missing before it',
  MULTIPLE_ANCHORS: `a value has two anchors (&): ${QUOTE}`,
  MULTIPLE_DOCS: 'there is a second document (---): put one in each file',
  MULTIPLE_TAGS: `a value has two tags (!): ${QUOTE}`,
  NON_STRING_KEY: `a key is no text: ${QUOTE}`,
  RESOURCE_EXHAUSTION: 'it is nested too deeply: write it flat',
  TAB_AS_INDENT: 'a tab in the indentation: use spaces',
  TAG_RESOLVE_FAILED: `a tag (!) that YAML does not know, or that does not fit: ${QUOTE}`,
  UNEXPECTED_TOKEN: `something stands where it does not belong: look for a missing bracket or quote, or ${QUOTE}`,
};

function valuesOf(document: Document, name: string): unknown {
  try {
    return withoutNulls(document.toJS());
  } catch {
    const message = 'its aliases (*) contain themselves, or become too much: write the values out';
    throw new ConfigError([notYaml(name, message)]);
  }
}

/** Offset of the innermost part of `path` that the text has. */
function offsetOf(document: Document, path: KeyPath): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const part of path) {
    const [anchor, value] = child(node, part);
    if (!isNode(anchor)) break;
    offset = anchor.range?.[0] ?? offset;
    node = value;
  }
  return offset;
}

/** The node that a reader would point at for `part` of a collection (the key, or the list's entry), and its value. */
function child(node: unknown, part: string | number): [anchor: unknown, value: unknown] {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
    return [pair?.key, pair?.value];
  }
  const item = isSeq(node) && typeof part === 'number' ? node.items[part] : undefined;
  return [item, item];
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutNulls(item) ?? {});
  if (value === null) return undefined;
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutNulls(item)]));
}
