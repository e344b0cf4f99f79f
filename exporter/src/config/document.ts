import { type Document, isNode, LineCounter, parseDocument, visit } from 'yaml';
import { ConfigError, type ConfigProblem } from './errors.js';

/** Where a value stands: `['runners', 0, 'url']`. */
export type KeyPath = readonly (string | number)[];

/** `runners[0].url` */
export function formatKey(path: KeyPath): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
}

/** A YAML file as plain values, and where in it they stand. */
export interface ConfigDocument {
  values: Record<string, unknown>;
  /** `exporter.yaml:12`, of the value at `path` or of the nearest around it. */
  origin(path: KeyPath): string;
}

export const NO_DOCUMENT: ConfigDocument = { values: {}, origin: () => '' };

/**
 * Reads YAML. Throws a ConfigError with the line of everything that is not YAML, in words of our own: the parser quotes
 * what it could not read, and that may be a token.
 */
export function parseConfigDocument(text: string, name: string): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const lineAt = (offset: number): string => `${name}:${lines.linePos(offset).line}`;
  const problems = [...document.errors, ...document.warnings].map(({ code, pos }) =>
    notYaml(lineAt(pos[0]), code.toLowerCase().replaceAll('_', ' '))
  );
  visit(document, {
    Alias(_key, alias) {
      if (!alias.resolve(document)) problems.push(notYaml(lineAt(alias.range?.[0] ?? 0), 'alias of no anchor'));
    },
  });
  if (problems.length > 0) throw new ConfigError(problems);
  const values = valuesOf(document, name);
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new ConfigError([{ key: '', origin: name, message: 'expected a mapping with keys like `runners`' }]);
  }
  return {
    values: Object.fromEntries(Object.entries(values)),
    origin: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return lineAt(node.range[0]);
      }
      return name;
    },
  };
}

function notYaml(origin: string, what: string): ConfigProblem {
  return { key: '', origin, message: `not valid YAML (${what}); text with special characters has to stand in quotes` };
}

function valuesOf(document: Document, name: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch {
    throw new ConfigError([notYaml(name, 'aliases of far too much')]);
  }
}
