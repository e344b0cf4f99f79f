import type { ModelConfig } from '../../src/config/index.js';

/** The configuration of a model at this path, with what is left out where nothing is said. */
export function modelConfig(path: string, change: Partial<ModelConfig> = {}): ModelConfig {
  return {
    name: 'pose',
    path,
    family: null,
    input: null,
    confidence: 0.25,
    providers: [],
    threads: 1,
    sessions: 1,
    batch: 1,
    options: {},
    labels: null,
    ...change,
  };
}
