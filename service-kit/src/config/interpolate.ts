import type { ConfigProblem } from './errors.js';
import { formatKey, isMapping, type KeyPath, mapText } from './path.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Replaces `${NAME}` in every text by that environment variable; `$${` stands for a plain `${`. A variable that is not
 * set is a problem, never an empty password.
 */
export function interpolate(
  values: Record<string, unknown>,
  env: Environment,
  origin: (path: KeyPath) => string
): { values: Record<string, unknown>; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const replaced = mapText(values, (text, path) =>
    text.replace(/(\$?)\$\{([^}]*)\}/g, (whole, escape: string, name: string) => {
      if (escape) return whole.slice(1);
      const value = env[name];
      if (value !== undefined && value !== '') return value;
      // What is no name may be a part of a password.
      const shown = /^\w+$/.test(name) ? name : '***';
      const message = `environment variable ${shown} is not set, and \${${shown}} needs it`;
      problems.push({ key: formatKey(path), origin: origin(path), message });
      return whole;
    })
  );
  return { values: isMapping(replaced) ? replaced : {}, problems };
}
