import type { ModelConfig } from '../config/types.js';
import { ModelShapeError } from './errors.js';
import type { ModelFamily } from './families/family.js';
import { moveNetMultiPose } from './families/movenet-multipose.js';
import type { ModelAdapter, ModelSignature, ValueInfo } from './types.js';

/** Every model family that the runner knows. */
const FAMILIES: readonly ModelFamily[] = [moveNetMultiPose];

type AdapterConfig = Pick<ModelConfig, 'name' | 'path' | 'family' | 'input' | 'confidence'>;

/** The adapter for a model of this signature. Throws a ModelShapeError that says what the model is and what would fit. */
export function createAdapter(config: AdapterConfig, signature: ModelSignature): ModelAdapter {
  const candidates = FAMILIES.filter(({ name }) => config.family === null || config.family === name);
  const family = candidates.find((candidate) => candidate.fits(signature));
  if (!family) throw new ModelShapeError(misfit(config, signature, candidates));
  const objection = family.refuses(signature, config);
  if (objection) throw new ModelShapeError(`model \`${config.name}\` (${config.path}): ${objection}; change \`input\``);
  return family.createAdapter(signature, config);
}

function misfit({ name, path }: AdapterConfig, signature: ModelSignature, candidates: readonly ModelFamily[]): string {
  const expected = candidates.map((family) => `${family.name} expects ${family.expects}`).join('; ');
  return (
    `model \`${name}\` (${path}) fits no model family. It has the inputs ${list(signature.inputs)} and the outputs ` +
    `${list(signature.outputs)}; ${expected}. Use a model of such a family, or convert this one`
  );
}

function list(values: readonly ValueInfo[]): string {
  return values.map(({ name, type, shape }) => `${name} ${type} [${shape.join(', ')}]`).join(', ') || 'none';
}
