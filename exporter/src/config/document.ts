import { isNode, LineCounter, parseDocument } from 'yaml';
import { ConfigError } from './errors.js';

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

/** Reads YAML. Throws a ConfigError with the line of everything that is not YAML. */
export function parseConfigDocument(text: string, name: string): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): string => `${name}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.map((error) => ({
        key: '',
        origin: lineAt(error.pos[0]),
        message: `not valid YAML: ${error.message}`,
      }))
    );
  }
  const values: unknown = document.toJS() ?? {};
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
