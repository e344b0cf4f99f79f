import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { redactUrl } from '../redact.js';
import { type ConfigDocument, NO_DOCUMENT, parseConfigDocument } from './document.js';
import { EnvironmentOverlay } from './environment.js';
import { ConfigError, type ConfigProblem } from './errors.js';
import { type Environment, interpolate } from './interpolate.js';
import { type KeyPath, valueAt } from './path.js';
import { schemaProblems } from './problems.js';
import type { ReadText } from './secret.js';

export interface ConfigSources {
  /** Path of the YAML file; without it the form's variable names one, and without both the environment has to suffice. */
  path?: string | undefined;
  env: Environment;
  cwd: string;
  readText?: ReadText | undefined;
}

/** What a service's configuration looks like. */
export interface ConfigForm<Schema extends z.ZodType> {
  schema: Schema;
  /** Lays the service's variables over the values of the file. */
  lay: (overlay: EnvironmentOverlay) => void;
  /** Completes "expected a mapping with keys like …". */
  hint: string;
  /** Environment variable that may name the file. */
  pathVariable: string;
}

export interface ConfigReading<T> {
  /** Of the file, absolute; null where there is none. */
  path: string | null;
  /** undefined when the schema refuses them. */
  data: T | undefined;
  /** As they were given to the schema. */
  values: unknown;
  problems: ConfigProblem[];
  /** Where the value at a key came from. */
  origin: (key: KeyPath) => string;
  /** An absolute path: those in the file are relative to the file, those in the environment to the working directory. */
  locate: (key: KeyPath, path: string) => string;
  /** Reads a file that the configuration file names. */
  readBeside: ReadText;
}

/**
 * Reads a configuration: the YAML file with `${…}` filled in, and the environment laid over it. Throws a ConfigError when
 * the file is not there or not YAML; everything else that is wrong is in `problems`.
 */
export function readConfig<Schema extends z.ZodType>(
  { schema, lay, hint, pathVariable }: ConfigForm<Schema>,
  { path, env, cwd, readText = readUtf8 }: ConfigSources
): ConfigReading<z.output<Schema>> {
  const given = path ?? env[pathVariable]?.trim();
  const file = given ? resolve(cwd, given) : undefined;
  const base = file === undefined ? cwd : dirname(file);
  const readIn =
    (folder: string): ReadText =>
    (name) =>
      readText(resolve(folder, name));
  const document = file === undefined ? NO_DOCUMENT : readDocument(file, readText, hint, pathVariable);

  const filled = interpolate(document.values, env, (key) => document.origin(key));
  const overlay = new EnvironmentOverlay(filled.values, env, readIn(cwd));
  lay(overlay);
  const origin = (key: KeyPath) => overlay.origin(key) ?? document.origin(key);
  const written = (key: KeyPath) => valueAt(overlay.origin(key) ? overlay.values : document.values, key);

  const parsed = schema.safeParse(overlay.values);
  const refused = parsed.success
    ? []
    : schemaProblems(schema, parsed.error.issues, { values: overlay.values, written, origin });
  // A value whose variable is missing has one problem already.
  const isNew = ({ key }: ConfigProblem) => !filled.problems.some((problem) => problem.key === key);
  return {
    path: file ?? null,
    data: parsed.data,
    values: overlay.values,
    problems: [...filled.problems, ...overlay.problems, ...refused.filter(isNew)],
    origin,
    locate: (key, name) => resolve(overlay.origin(key) ? cwd : base, name),
    readBeside: readIn(base),
  };
}

function readDocument(path: string, readText: ReadText, hint: string, pathVariable: string): ConfigDocument {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    const message = `cannot read the configuration file (${code}): give its path by --config or ${pathVariable}`;
    throw new ConfigError([{ key: '', origin: redactUrl(path), message }]);
  }
  return parseConfigDocument(text, basename(path), hint);
}

function readUtf8(path: string): string {
  return readFileSync(path, 'utf8');
}
