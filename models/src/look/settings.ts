import type { FileFacts, ModelCard, ModelConfig, OnnxFileInfo, Recognised } from '@framewatch/inference-runner';
import type { NamedModel } from './find-model.js';

/** One thing that is set for a model, and who set it. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly from: string;
}

/** More of a list would not be read. */
const MOST_NAMES = 5;
const FAMILY = 'the family';

/** What is said of a model: by the file beside it, by the catalogue, or by nobody. */
export function givenSettings({ confidence }: NamedModel, config: ModelConfig, card: ModelCard | null): Setting[] {
  const beside = card?.path ?? '';
  const said = card?.confidence ?? null;
  const of = (key: string, value: unknown): Setting[] =>
    value === null || value === undefined ? [] : [{ key, value: shown(value), from: beside }];
  return [
    {
      key: 'confidence',
      value: String(config.confidence),
      from: said !== null ? beside : confidence === undefined ? 'the default' : 'the catalogue',
    },
    ...of('family', card?.family),
    ...of('input', card?.input),
    ...of('labels', card?.labels),
    ...Object.entries(card?.options ?? {}).flatMap(([key, value]) => of(key, value)),
  ];
}

/** What is known of a model. */
interface Known {
  readonly given: readonly Setting[];
  readonly file: OnnxFileInfo;
  readonly facts: FileFacts;
  readonly recognised: Recognised;
}

/** All that a model is used with: what is said of it, and what follows from its file and its family. */
export function allSettings({ given, file, facts, recognised }: Known): Setting[] {
  const { family, reading, settings } = recognised;
  const { tensor, letterbox, size } = family.input(reading.layout, settings);
  const { width, height } = size(SQUARE);
  const { classes } = settings.labels;
  const isFixed = file.inputs.some(
    ({ shape }) => shape.length === 4 && shape.every((side) => typeof side === 'number')
  );
  const followed: Setting[] = [
    { key: 'family', value: family.name, from: reading.certainty === 'file' ? 'the metadata' : 'inputs and outputs' },
    { key: 'input', value: `${width}x${height}`, from: isFixed ? 'the model' : `${FAMILY}, for a square picture` },
    { key: 'labels', value: shown(classes), from: facts.classes?.length === classes.length ? 'the metadata' : FAMILY },
    { key: 'letterbox', value: letterbox, from: FAMILY },
    { key: 'colours', value: tensor.colours, from: FAMILY },
    { key: 'mean', value: shown(tensor.mean), from: FAMILY },
    { key: 'std', value: shown(tensor.std), from: FAMILY },
  ];
  return [...given, ...followed.filter(({ key }) => !given.some((each) => each.key === key))];
}

const SQUARE = { width: 1000, height: 1000 };

function shown(value: unknown): string {
  if (isSize(value)) return `${value.width}x${value.height}`;
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  const more = value.length - MOST_NAMES;
  return value.slice(0, MOST_NAMES).map(shown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function isSize(value: unknown): value is { width: number; height: number } {
  return typeof value === 'object' && value !== null && 'width' in value && 'height' in value;
}
