import type { z } from 'zod';
import type { ConfigProblem } from './errors.js';
import { keyRemedy, knownKeys } from './keys.js';
import { formatKey, type KeyPath, valueAt } from './path.js';
import { showKey, showValue } from './show.js';

export interface Written {
  /** What the schema refused. */
  values: unknown;
  /** Gives a value as it was written, before `${…}` was replaced, so that a password that came from the environment cannot show. */
  written: (path: KeyPath) => unknown;
  origin: (path: KeyPath) => string;
  /** A sentence that follows what is said of an unknown key. */
  ofUnknownKeys?: string;
}

/** What `schema` refused, in an operator's words: key, origin, what was found, what was expected. */
export function schemaProblems(
  schema: z.core.$ZodType,
  issues: readonly z.core.$ZodIssue[],
  { values, written, origin, ofUnknownKeys }: Written
): ConfigProblem[] {
  return issues.flatMap(insideOfUnion).flatMap((issue) => {
    const path = keyPathOf(issue);
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema, path, values);
      const free = known.filter((key) => valueAt(values, [...path, key]) === undefined);
      return issue.keys.map((key) => ({
        key: formatKey([...path, showKey(key)]),
        origin: origin([...path, key]),
        message: ['unknown key, ' + keyRemedy(key, known, free), ofUnknownKeys].filter(Boolean).join('; '),
      }));
    }
    const problem = { key: formatKey(path), origin: origin(path) };
    if (issue.code === 'custom' && issue.params?.wholeMessage === true) return [{ ...problem, message: issue.message }];
    const found = written(path);
    // Text in the place of a mapping or a list may contain anything, so it is not quoted.
    const misplaced = issue.code === 'invalid_type' && typeof found === 'string';
    return [{ ...problem, message: `${misplaced ? 'got text' : showValue(found, path)}, expected ${issue.message}` }];
  });
}

/** Of a value that may be one of several kinds: the issues of the kind that is written there, if that is certain. */
function insideOfUnion(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const isOfKind = (errors: readonly z.core.$ZodIssue[]) =>
    errors.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys');
  const ofOneKind = issue.errors.filter(isOfKind);
  const [inner, ...others] = ofOneKind;
  if (inner === undefined || others.length > 0) return [issue];
  return inner.flatMap((each) => insideOfUnion({ ...each, path: [...issue.path, ...each.path] }));
}

function keyPathOf({ path }: z.core.$ZodIssue): (string | number)[] {
  return path.map((part) => (typeof part === 'symbol' ? String(part) : part));
}
