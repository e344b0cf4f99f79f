import { ModelShapeError } from './errors.js';
import { FAMILIES, type FamilySettings, type ModelFamily } from './families/index.js';
import type { ModelSignature, ValueInfo } from './types.js';

/** What the configuration says of a model's family. */
export interface FamilyWishes extends Omit<FamilySettings, 'labels'> {
  name: string;
  path: string;
  /** Name of a family; null to find it from the model's inputs and outputs. */
  family: string | null;
}

/** The family that a model is of, and what it is to be used with. */
export interface Recognised {
  family: ModelFamily;
  signature: ModelSignature;
  settings: FamilySettings;
}

/** The family for a model of this signature. Throws a ModelShapeError that says what the model is and what would fit. */
export function recognise(wishes: FamilyWishes, signature: ModelSignature): Recognised {
  const candidates = FAMILIES.filter(({ name }) => wishes.family === null || wishes.family === name);
  const family = candidates.find((candidate) => candidate.fits(signature));
  if (!family) throw new ModelShapeError(misfit(wishes, signature, candidates));
  const { input, confidence } = wishes;
  const settings = { input, confidence, labels: family.labels(signature) };
  const objection = family.refuses(signature, settings);
  if (objection) throw new ModelShapeError(`model \`${wishes.name}\` (${wishes.path}): ${objection}`);
  return { family, signature, settings };
}

function misfit({ name, path }: FamilyWishes, signature: ModelSignature, candidates: readonly ModelFamily[]): string {
  const expected = candidates.map((family) => `${family.name} expects ${family.expects}`).join('; ');
  return (
    `model \`${name}\` (${path}) fits no model family. It has the inputs ${list(signature.inputs)} and the outputs ` +
    `${list(signature.outputs)}; ${expected}. Use a model of such a family, or convert this one`
  );
}

function list(values: readonly ValueInfo[]): string {
  return values.map(({ name, type, shape }) => `${name} ${type} [${shape.join(', ')}]`).join(', ') || 'none';
}
