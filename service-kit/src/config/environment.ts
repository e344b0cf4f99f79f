import type { ConfigProblem } from './errors.js';
import type { Environment } from './interpolate.js';
import { formatKey, isMapping, type KeyPath, valueAt } from './path.js';
import { readSecret, type ReadText } from './secret.js';

/**
 * Makes of the text of a variable what YAML would have. Returns text that it cannot read unchanged, so that the schema
 * refuses it and its message can quote it.
 */
export type ReadVariable = (text: string) => unknown;

export const asText: ReadVariable = (text) => text;
export const asNumber: ReadVariable = (text) => (Number.isFinite(Number(text)) ? Number(text) : text);
/** Spaces and commas divide the entries. */
export const asList = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

export interface Variable {
  path: KeyPath;
  read: ReadVariable;
  /** `NAME_FILE` may name a file that holds the value, as container secrets do. */
  secret?: true;
}

/** Environment variables that stand for keys, by name. */
export type Variables = Readonly<Record<string, Variable>>;

/**
 * Lays environment variables over the values of a document, and knows which value came from which. An empty variable
 * counts as not set, as compose files leave them.
 */
export class EnvironmentOverlay {
  readonly values: Record<string, unknown>;
  readonly problems: ConfigProblem[] = [];
  readonly #origins = new Map<string, string>();

  constructor(
    document: Record<string, unknown>,
    private readonly env: Environment,
    private readonly readText: ReadText
  ) {
    this.values = structuredClone(document);
  }

  /** The name under which a variable is set: its own, or of a secret `NAME_FILE`. Undefined when it is not set. */
  nameOf(variables: Variables, name: string): string | undefined {
    const names = variables[name]?.secret ? [name, `${name}_FILE`] : [name];
    return names.find((candidate) => this.#text(candidate) !== undefined);
  }

  /** Lays those of the variables that are set over the values. */
  lay(variables: Variables): void {
    for (const [name, variable] of Object.entries(variables)) {
      const given = this.#get(name, variable);
      if (!given) continue;
      setAt(this.values, variable.path, variable.read(given.text));
      this.#origins.set(formatKey(variable.path), originOf(given.name));
    }
  }

  /** Reports that the variable `name` cannot be used. */
  refuse(path: KeyPath, name: string, message: string): void {
    this.problems.push({ key: formatKey(path), origin: originOf(name), message });
  }

  /** `environment variable LOG_LEVEL`; undefined for what no variable gave. */
  origin(path: KeyPath): string | undefined {
    const lengths = Array.from(path, (_, i) => path.length - i);
    return lengths.map((length) => this.#origins.get(formatKey(path.slice(0, length)))).find(Boolean);
  }

  #text(name: string): string | undefined {
    const text = this.env[name]?.trim();
    return text === '' ? undefined : text;
  }

  #get(name: string, { path, secret }: Variable): { text: string; name: string } | undefined {
    const text = this.#text(name);
    const fileName = `${name}_FILE`;
    const file = secret && this.#text(fileName);
    if (text !== undefined && file !== undefined)
      this.refuse(path, fileName, `given beside ${name}, expected one of the two`);
    if (text !== undefined) return { text, name };
    if (file === undefined) return undefined;
    const found = readSecret(file, this.readText);
    if ('text' in found) return { text: found.text, name: fileName };
    this.refuse(path, fileName, found.problem);
    return undefined;
  }
}

function originOf(name: string): string {
  return `environment variable ${name}`;
}

/** Sets the value at a path. Creates missing mappings of the first level; a list has to contain the entry already. */
function setAt(root: Record<string, unknown>, path: KeyPath, value: unknown): void {
  const last = path[path.length - 1];
  const parentPath = path.slice(0, -1);
  if (parentPath.length === 1 && valueAt(root, parentPath) === undefined) root[String(parentPath[0])] = {};
  const parent = parentPath.length === 0 ? root : valueAt(root, parentPath);
  if (isMapping(parent) && last !== undefined) parent[last] = value;
}
