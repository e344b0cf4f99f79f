import {
  type ConfigProblem,
  formatKey,
  isMapping,
  type KeyPath,
  redactText,
  redactUrl,
  valueAt,
} from '@framewatch/service-kit';
import type { z } from 'zod';

/** The values of these keys are addresses or paths, so they are redacted. */
const ADDRESS_KEYS: ReadonlySet<unknown> = new Set(['url', 'path', 'ca', 'spoolPath']);
const SECRET_KEYS: ReadonlySet<unknown> = new Set(['token', 'tokens', 'tokenFile']);
/** An unknown key of another form may be a mistyped line with a password in it, so it is shown as `***`. */
const PLAIN_KEY = /^[A-Za-z][A-Za-z0-9_-]{0,29}$/;
const SHOWN_LENGTH = 80;

/**
 * What the schema refused, in an operator's words. `written` gives a value as it was written, before `${…}` was
 * replaced, so that a password that came from the environment cannot show. `ofUnknownKeys` says what keys there are.
 */
export function schemaProblems(
  issues: readonly z.core.$ZodIssue[],
  written: (path: KeyPath) => unknown,
  origin: (path: KeyPath) => string,
  ofUnknownKeys = 'docs/configuration.md lists the keys there are'
): ConfigProblem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        key: formatKey([...path, PLAIN_KEY.test(key) ? key : '***']),
        origin: origin([...path, key]),
        message: `unknown key; ${ofUnknownKeys}`,
      }));
    }
    const found = written(path);
    // Text in the place of a mapping or a list may contain anything, so it is not quoted.
    const shown = issue.code === 'invalid_type' && typeof found === 'string' ? 'got text' : show(found, path);
    const message = `${shown}, expected ${issue.message}`;
    return [{ key: formatKey(path), origin: origin(path), message }];
  });
}

/** `got …`, without secrets. */
function show(value: unknown, path: KeyPath): string {
  if (value === undefined) return 'missing';
  if (path.some((part) => SECRET_KEYS.has(part))) return 'got *** (not shown, it is a secret)';
  if (Array.isArray(value)) return value.length === 0 ? 'got an empty list' : 'got a list';
  if (isMapping(value)) return 'got a mapping';
  const text = JSON.stringify(typeof value === 'string' ? showText(value, path) : value);
  return `got ${text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text}`;
}

function showText(text: string, path: KeyPath): string {
  return ADDRESS_KEYS.has(path.at(-1)) ? redactUrl(text) : redactText(text);
}

/**
 * Returns problems that a schema cannot find: duplicate names and references to names that do not exist. Accepts values of
 * any shape.
 */
export function referenceProblems(values: unknown, origin: (path: KeyPath) => string): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const unique = (list: KeyPath, key: string) => {
    const seen = new Map<unknown, KeyPath>();
    for (const [path, name] of named(values, list, key)) {
      const first = seen.get(name);
      if (!first) seen.set(name, path);
      else {
        const message = `${show(name, path)} again, expected one that differs from ${formatKey(first)}`;
        problems.push({ key: formatKey(path), origin: origin(path), message });
      }
    }
  };
  unique(['models'], 'name');
  unique(['streams'], 'id');
  const streams = valueAt(values, ['streams']);
  for (const index of Array.isArray(streams) ? streams.keys() : []) {
    unique(['streams', index, 'zones'], 'id');
    unique(['streams', index, 'lines'], 'id');
  }

  return [...problems, ...modelProblems(values, origin)];
}

/** Every stream has to name an existing model, unless there is only one. */
function modelProblems(values: unknown, origin: (path: KeyPath) => string): ConfigProblem[] {
  const models = named(values, ['models'], 'name').map(([, name]) => name);
  const streams = valueAt(values, ['streams']);
  if (!Array.isArray(streams) || models.length === 0) return [];
  const known = models.map(redactText).join(', ');
  const problem = (path: KeyPath, message: string) => ({ key: formatKey(path), origin: origin(path), message });
  const unknown = (path: KeyPath) => {
    const name = valueAt(values, path);
    if (typeof name !== 'string' || models.includes(name)) return [];
    return [problem(path, `${show(name, path)}, expected the name of a model: ${known}`)];
  };
  return [...streams.keys()].flatMap((index) => {
    const [one, several] = [
      ['streams', index, 'model'],
      ['streams', index, 'models'],
    ];
    const names = valueAt(values, several);
    if (Array.isArray(names)) {
      const again = names.findIndex((name, at) => names.indexOf(name) < at);
      return [
        ...(valueAt(values, one) === undefined
          ? []
          : [problem(one, `${show(valueAt(values, one), one)} beside \`models\`, expected one of both`)]),
        ...(again < 0
          ? []
          : [problem([...several, again], `${show(names[again], several)} again, expected each name once`)]),
        ...names.flatMap((_, at) => unknown([...several, at])),
      ];
    }
    if (valueAt(values, one) !== undefined) return unknown(one);
    return models.length === 1 ? [] : [problem(one, `${show(undefined, one)}, expected the name of a model: ${known}`)];
  });
}

/** Returns the texts at `key` of every entry of a list, with their paths. */
function named(values: unknown, list: KeyPath, key: string): [KeyPath, string][] {
  const entries = valueAt(values, list);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((_, index): [KeyPath, string][] => {
    const path = [...list, index, key];
    const name = valueAt(values, path);
    return typeof name === 'string' ? [[path, name]] : [];
  });
}
