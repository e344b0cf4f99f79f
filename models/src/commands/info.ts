import { findModel } from '../look/find-model.js';
import { lookAt } from '../look/recognised.js';
import { allSettings } from '../look/settings.js';
import type { Command } from './command.js';
import { table } from './table.js';

/** More of a list, or of a text, is not read. */
const MOST_NAMES = 20;
const MOST_CHARACTERS = 100;
/** What cameras send, to say what becomes of it. */
const PICTURE = { width: 1920, height: 1080 };

export const info: Command = {
  usage: 'MODEL [--detector MODEL]',
  about: 'what the runner takes a model for, and why: a name of the list, or a file',
  operands: ['MODEL'],
  needs: 1,
  options: ['detector'],
  async run({ operands: [text = ''], options: { detector: before } }, surroundings) {
    const model = await findModel(text, surroundings);
    const detector = before === undefined ? undefined : await findModel(before, surroundings);
    const look = await lookAt(model, detector);
    const { file, recognised, notes } = look;
    const first = detector && (await lookAt(detector)).recognised;
    const { family, reading, settings } = recognised;
    const { labels } = settings;
    const input = family.input(reading.layout, settings);
    const { width, height } = input.size(PICTURE);
    const { tensor } = input;
    const tell = (title: string, ...lines: string[]): void =>
      lines.forEach((line, i) => {
        surroundings.say(`${(i === 0 ? title : '').padEnd(12)}${line}`);
      });
    const values = (list: typeof file.inputs) =>
      list.map(({ name, type, shape }) => `${name} ${type} [${shape.join(', ')}]`);

    tell('Model', `${model.name}: ${model.path}`);
    tell('Family', `${family.name}: ${reading.what}`, `as ${reading.because} (certainty: ${reading.certainty})`);
    if (detector && first)
      tell('Detector', `${detector.name}: ${detector.path}`, `${first.family.name}: ${first.reading.what}`);
    tell('Inputs', ...values(file.inputs));
    tell('Outputs', ...values(file.outputs));
    tell(
      'Picture',
      `${PICTURE.width}x${PICTURE.height} becomes ${width}x${height}, ${input.letterbox}, ${tensor.layout}, ${tensor.colours}`,
      `(sample - mean) / std: mean ${tensor.mean.join(', ')}, std ${tensor.std.join(', ')}, padding ${input.padding}`
    );
    tell('Classes', listed(labels.classes));
    if (labels.keypoints.length > 0) {
      tell('Keypoints', listed(labels.keypoints), `${labels.skeleton.length} lines between them`);
    }
    tell(
      'Settings',
      ...table(
        ['key', 'value', 'from'],
        allSettings(look).map(({ key, value, from }) => [key, value, from])
      )
    );
    tell('Changed by', `${family.takes.join(', ')} (models[].options, or NAME.yaml beside the file)`);
    tell('Opset', `${file.opset ?? 'none'}, written by ${file.producer || 'nobody who says so'}`);
    tell('Metadata', ...metadataOf(file.metadata));
    tell('Note', ...notes);
  },
};

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.length}: ${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function metadataOf(metadata: Readonly<Record<string, string>>): string[] {
  const lines = Object.entries(metadata).map(([key, value]) => `${shortened(key)} = ${shortened(value)}`);
  return lines.length === 0 ? ['none'] : lines;
}

/** In one line, without what a terminal would obey. */
function shortened(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, ' ');
  return plain.length > MOST_CHARACTERS ? `${plain.slice(0, MOST_CHARACTERS)}… (${plain.length} characters)` : plain;
}
