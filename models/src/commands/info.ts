import { findModel } from '../look/find-model.js';
import { lookAt } from '../look/recognised.js';
import type { Command } from './command.js';

/** More of a list, or of a text, is not read. */
const MOST_NAMES = 20;
const MOST_CHARACTERS = 100;
/** What cameras send, to say what becomes of it. */
const PICTURE = { width: 1920, height: 1080 };

export const info: Command = {
  usage: 'MODEL',
  about: 'what the runner takes a model for, and why: a name of the list, or a file',
  operands: ['MODEL'],
  needs: 1,
  options: [],
  async run({ operands: [text = ''] }, surroundings) {
    const model = await findModel(text, surroundings);
    const { config, file, recognised, notes } = await lookAt(model);
    const { family, reading, settings } = recognised;
    const { labels, confidence, options } = settings;
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
    tell('Confidence', String(confidence));
    tell(
      'Settings',
      config.card === undefined ? 'none beside the file' : `of ${config.card}: ${JSON.stringify(options)}`
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
