import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { ConfigError, type ConfigProblem } from './errors.js';
import { isMapping, type KeyPath } from './path.js';

/** A YAML document as plain values, with the line of each of its keys. */
export interface ConfigDocument {
  /** Keys without a value (`targetFps:`) are left out: they count as not given. */
  values: Record<string, unknown>;
  /** `runner.yaml:12`, of the nearest key around `path` that the document has. */
  origin(path: KeyPath): string;
}

/** Reads YAML. Throws a ConfigError with the line of everything that is not YAML. */
export function parseConfigDocument(text: string, name: string): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => `${name}:${lines.linePos(offset).line}`;

  const problems = document.errors.map(({ pos, message }) => notYaml(lineAt(pos[0]), withoutSource(message)));
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
    const message = 'expected a mapping with keys like `streams` and `models`; see docs/configuration.md';
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

/** The parser quotes what it could not read, and that may be a password. */
function withoutSource(message: string): string {
  return message.replace(/ in YAML stream: .*/s, '');
}

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
  const entries = Object.entries(value).map(([key, item]) => [key, withoutNulls(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}
