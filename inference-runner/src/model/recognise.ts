import type { Labels } from '@framewatch/protocol';
import type { Size } from '../picture/index.js';
import { ModelShapeError } from './errors.js';
import {
  CERTAINTIES,
  FAMILIES,
  type FamilyOptions,
  type FamilySettings,
  type ModelFamily,
  type OptionName,
  type Reading,
} from './families/index.js';
import { ambiguous, misfit } from './refusals.js';
import type { ModelSignature } from './types.js';

/** What the configuration says of a model's family. */
export interface FamilyWishes {
  name: string;
  path: string;
  /** Name of a family; null to find it from the model's file, inputs and outputs. */
  family: string | null;
  /** Size of the input, pixels; null for the family's own choice. */
  input: Size | null;
  /** 0 to 1; detections below are left out. */
  confidence: number;
  options: FamilyOptions;
  /** Name of the model that finds what this one looks at; left out for none. */
  detector?: string | undefined;
  /** Most pictures of one run; left out for one. */
  batch?: number;
  /** Names of the classes; null for the family's own. */
  labels: readonly string[] | null;
}

/** The family that a model is of, and what it is to be used with. */
export interface Recognised {
  family: ModelFamily;
  /** How this model is read as one of the family. */
  reading: Reading<unknown>;
  settings: FamilySettings;
}

/** The family for a model of this signature. Throws a ModelShapeError that says what the model is and what would fit. */
export function recognise(wishes: FamilyWishes, signature: ModelSignature): Recognised {
  const { family, reading } = choose(wishes, signature);
  const { input, confidence, options } = wishes;
  const refuse = (objection: string | null) => {
    if (objection !== null) throw new ModelShapeError(`model \`${wishes.name}\` (${wishes.path}): ${objection}`);
  };
  refuse(
    misled(family, wishes) ??
      unbatched(signature, wishes) ??
      unknownOption(family, options) ??
      misnamed(wishes, reading.labels)
  );
  const settings = { input, confidence, options, labels: labelsOf(wishes, reading.labels) };
  refuse(unknownNames(options, settings.labels) ?? family.refuses(reading.layout, settings));
  return { family, reading, settings };
}

interface Choice {
  family: ModelFamily;
  reading: Reading<unknown>;
}

/** The one reading that is surer than all others. */
function choose(wishes: FamilyWishes, file: ModelSignature): Choice {
  const signature = { ...file, facts: { ...file.facts, classes: namesOf(wishes, file) } };
  const named = wishes.family ?? signature.facts.family;
  const candidates = FAMILIES.filter(({ name }) => named === null || named === name);
  const hints = { family: named, classes: wishes.labels?.length ?? null, options: wishes.options };
  const choices = candidates.flatMap((family) =>
    family.readings(signature, hints).map((reading) => ({ family, reading }))
  );
  const surest = Math.max(...choices.map(rank));
  const [choice, ...others] = choices.filter((each) => rank(each) === surest);
  if (!choice) throw new ModelShapeError(misfit(wishes, signature, candidates, named));
  if (others.length > 0) throw new ModelShapeError(ambiguous(wishes, signature, [choice, ...others]));
  return choice;
}

/** Names of the configuration stand for the file's, unless there are more or fewer: that is refused later, with both numbers. */
function namesOf({ labels }: FamilyWishes, { facts: { classes } }: ModelSignature): readonly string[] | null {
  return labels !== null && labels.length === (classes ?? labels).length ? labels : classes;
}

function rank({ reading }: Choice): number {
  return CERTAINTIES.indexOf(reading.certainty);
}

function unknownOption({ name, takes }: ModelFamily, options: FamilyOptions): string | null {
  const [unknown] = (Object.keys(options) as OptionName[]).filter(
    (option) => options[option] !== undefined && !takes.includes(option)
  );
  if (unknown === undefined) return null;
  return `its family ${name} has no option \`${unknown}\`, only ${takes.join(', ')}; change \`options\``;
}

/** A detector where there is none to be, or the other way round. */
function misled({ name, needsDetector }: ModelFamily, { detector }: FamilyWishes): string | null {
  if (needsDetector && detector === undefined) {
    return `its family ${name} takes one person at a time, whom another model has to find; name that model in \`detector\` (\`--detector\` of \`npm run models\`)`;
  }
  if (needsDetector || detector === undefined) return null;
  return `its family ${name} takes whole pictures, so it needs no detector; take out \`detector\``;
}

/** A number of pictures where the model takes and gives a fixed one. */
function unbatched({ inputs, outputs }: ModelSignature, { batch = 1 }: FamilyWishes): string | null {
  const fixed = [...inputs, ...outputs].find(({ shape: [pictures] }) => typeof pictures !== 'string');
  if (batch === 1 || !fixed) return null;
  const shape = `\`${fixed.name}\` [${fixed.shape.join(', ')}]`;
  return (
    `\`batch: ${batch}\` runs several pictures at once, but the model is made for a fixed number of them (${shape}); take out ` +
    '`batch`, or export the model with a dynamic batch dimension'
  );
}

function misnamed({ labels, options: { keypoints } }: FamilyWishes, own: Labels): string | null {
  if (labels !== null && labels.length !== own.classes.length) {
    return `it has ${own.classes.length} classes, but \`labels\` names ${labels.length}; change \`labels\``;
  }
  if (keypoints === undefined || keypoints.length === own.keypoints.length) return null;
  return `it has ${own.keypoints.length} keypoints, but \`options.keypoints\` names ${keypoints.length}; change them`;
}

/** The model's own names, with those of the configuration in their places. */
function labelsOf({ labels, options }: FamilyWishes, own: Labels): Labels {
  const keypoints = [...(options.keypoints ?? own.keypoints)];
  const index = (name: string) => keypoints.indexOf(name);
  return {
    classes: [...(labels ?? own.classes)],
    keypoints,
    skeleton: options.skeleton?.map(([from, to]): [number, number] => [index(from), index(to)]) ?? own.skeleton,
  };
}

/** Options that name classes or keypoints which the model does not have. */
function unknownNames({ keepClasses, classConfidence, skeleton }: FamilyOptions, labels: Labels): string | null {
  const check = (key: string, names: readonly string[], known: readonly string[]) => {
    const unknown = names.find((name) => !known.includes(name));
    if (unknown === undefined) return null;
    return `\`options.${key}\` names ${JSON.stringify(unknown)}, which is none of ${shortened(known)}; change it`;
  };
  return (
    check('keepClasses', keepClasses ?? [], labels.classes) ??
    check('classConfidence', Object.keys(classConfidence ?? {}), labels.classes) ??
    check('skeleton', skeleton?.flat() ?? [], labels.keypoints)
  );
}

/** More names would not be read. */
const MOST_NAMES = 20;

function shortened(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
