import { ConfigError, type ConfigProblem, type KeyPath, type ReadText } from '@framewatch/service-kit/config';
import { modelLabels } from './labels.js';
import { type ModelCard, readModelCard } from './model-card.js';
import type { WrittenConfig } from './schema.js';
import type { ModelConfig } from './types.js';

const DEFAULT_CONFIDENCE = 0.25;

interface ModelSources {
  /** Reads what the configuration names by a path. */
  readText: ReadText;
  /** Path of the configuration file; null where there is none. */
  configPath: string | null;
  locate: (key: KeyPath, name: string) => string;
  origin: (key: KeyPath) => string;
}

/** The models of the configuration, with what the files beside them say where the configuration says nothing. */
export function readModels(
  written: WrittenConfig,
  { readText, configPath, locate, origin }: ModelSources
): { models: ModelConfig[]; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const cardOf = (path: string): ModelCard | null => {
    try {
      return readModelCard(path, readText, configPath);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      // Several models may have one file.
      const isNew = ({ key, origin }: ConfigProblem) =>
        !problems.some((each) => each.key === key && each.origin === origin);
      problems.push(...error.problems.filter(isNew));
      return null;
    }
  };
  const models = written.models.map((model, index): ModelConfig => {
    const labels = modelLabels(model.labels, ['models', index, 'labels'], readText, origin);
    problems.push(...labels.problems);
    const path = locate(['models', index, 'path'], model.path);
    const card = cardOf(path);
    return {
      ...model,
      path,
      labels: labels.labels ?? card?.labels ?? null,
      family: model.family ?? card?.family ?? null,
      input: model.input ?? card?.input ?? null,
      confidence: model.confidence ?? card?.confidence ?? DEFAULT_CONFIDENCE,
      options: { ...given(card?.options), ...given(model.options) },
      ...(card && { card: card.path }),
    };
  });
  return { models, problems };
}

/** Without keys that have no value, which count as not given. */
function given(options: object = {}): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
