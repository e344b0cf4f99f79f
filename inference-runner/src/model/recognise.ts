import type { Labels } from '@framewatch/protocol';
import type { Size } from '../picture/index.js';
import { ModelShapeError } from './errors.js';
import {
  FAMILIES,
  type FamilyOptions,
  type FamilySettings,
  type ModelFamily,
  type OptionName,
} from './families/index.js';
import type { ModelSignature, ValueInfo } from './types.js';

/** What the configuration says of a model's family. */
export interface FamilyWishes {
  name: string;
  path: string;
  /** Name of a family; null to find it from the model's inputs and outputs. */
  family: string | null;
  /** Size of the input, pixels; null for the family's own choice. */
  input: Size | null;
  /** 0 to 1; detections below are left out. */
  confidence: number;
  options: FamilyOptions;
  /** Names of the classes; null for the family's own. */
  labels: readonly string[] | null;
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
  const { input, confidence, options } = wishes;
  const labels = family.labels(signature);
  const settings = {
    input,
    confidence,
    options,
    labels: { ...labels, classes: [...(wishes.labels ?? labels.classes)] },
  };
  const objection = unknownOption(family, options) ?? misnamed(wishes, labels) ?? family.refuses(signature, settings);
  if (objection) throw new ModelShapeError(`model \`${wishes.name}\` (${wishes.path}): ${objection}`);
  return { family, signature, settings };
}

function unknownOption({ name, takes }: ModelFamily, options: FamilyOptions): string | null {
  const [unknown] = (Object.keys(options) as OptionName[]).filter((option) => !takes.includes(option));
  if (unknown === undefined) return null;
  return `its family ${name} has no option \`${unknown}\`, only ${takes.join(', ')}; change \`options\``;
}

function misnamed({ labels }: FamilyWishes, { classes }: Labels): string | null {
  if (labels === null || labels.length === classes.length) return null;
  return `it has ${classes.length} classes, but \`labels\` names ${labels.length}; change \`labels\``;
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
