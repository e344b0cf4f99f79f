import { basename, dirname, extname, join, resolve } from 'node:path';
import {
  ConfigError,
  parseConfigDocument,
  type ReadText,
  schemaProblems,
  valueAt,
} from '@framewatch/service-kit/config';
import type { FamilyOptions } from '../model/families/index.js';
import { modelLabels } from './labels.js';
import { modelCardSchema } from './schema.js';
import type { ModelConfig } from './types.js';

/** What a file beside a model says of it. The configuration counts more. */
export interface ModelCard extends Pick<ModelConfig, 'family' | 'input' | 'labels' | 'options'> {
  /** Path of the file. */
  path: string;
  confidence: number | null;
}

const HINT = '`family`, `labels` and `confidence`; see docs/configuration.md';
const ABSENT: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);

/**
 * Reads the file beside a model that says how it is used: `NAME.yaml` for `NAME.onnx`, or else `model.yaml`, for all models of the
 * folder that have no file of their own. Null where there is neither. `configPath` is never taken for one. Throws a ConfigError
 * that lists every problem with it.
 */
export function readModelCard(modelPath: string, readText: ReadText, configPath: string | null): ModelCard | null {
  const folder = dirname(modelPath);
  for (const name of cardNames(modelPath)) {
    const path = join(folder, name);
    if (path === configPath) continue;
    const text = textOf(path, readText);
    if (text !== null) return parseCard(text, path, readText);
  }
  return null;
}

function cardNames(modelPath: string): string[] {
  const stem = basename(modelPath, extname(modelPath));
  return [stem, 'model'].flatMap((name) => [`${name}.yaml`, `${name}.yml`]);
}

function textOf(path: string, readText: ReadText): string | null {
  try {
    return readText(path);
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    if (ABSENT.has(code)) return null;
    const message = `cannot read the file that says how the model beside it is used (${code}): check who may read it`;
    throw new ConfigError([{ key: '', origin: path, message }]);
  }
}

function parseCard(text: string, path: string, readText: ReadText): ModelCard {
  const document = parseConfigDocument(text, path, HINT);
  const origin = document.origin.bind(document);
  const parsed = modelCardSchema.safeParse(document.values);
  if (!parsed.success) {
    throw new ConfigError(
      schemaProblems(modelCardSchema, parsed.error.issues, {
        values: document.values,
        written: (key) => valueAt(document.values, key),
        origin,
        ofUnknownKeys:
          'the file says how the model beside it is used: give it another name if it is meant for something else',
      })
    );
  }
  const { family = null, input = null, confidence = null, labels: written, ...options } = parsed.data;
  const { labels, problems } = modelLabels(
    written,
    ['labels'],
    (name) => readText(resolve(dirname(path), name)),
    origin
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return { path, family, input, confidence, labels, options: options satisfies FamilyOptions };
}
