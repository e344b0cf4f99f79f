import { readdirSync, readFileSync } from 'node:fs';
import type { Detection, Labels } from '@framewatch/protocol';
import { randomOf } from '../../../test/model/random.js';
import type { Size } from '../../picture/index.js';
import { letterbox } from '../letterbox.js';
import { NotFiniteError } from '../output/errors.js';
import type { OutputTensor } from '../output/tensors.js';
import { recognise } from '../recognise.js';
import { type FileFacts, NO_FACTS, type ValueInfo } from '../types.js';
import { FAMILIES } from './index.js';

type Random = () => number;
type Rows = [name: string, dims: number[], value: (random: Random, index: number) => number, type?: 'int64'];

type Input = readonly [name: string, shape: readonly number[], type?: string];

interface Model {
  input?: Input;
  sized?: true;
  outputs: Rows[];
  facts?: Partial<FileFacts>;
  /** Names of its classes, where it is not known without them. */
  labels?: string[];
}

/** Now and then far outside of what a model gives. */
const wild = (size: number) => (random: Random) => (random() < 0.1 ? (random() - 0.5) * 1e6 : random() * size);
const fraction = (random: Random) => random();
const logit = (random: Random) => (random() - 0.7) * 20;
const NAMES = ['a', 'b', 'c'];
/** Of an input of 96×64 pixels, strides of 8, 16 and 32. */
const PLACES = 96 + 24 + 6;

/** Numbers at random in outputs of every family. */
const MODELS: Record<string, Model> = {
  'anchor-free': {
    outputs: [['output0', [1, 7, PLACES], (r, i) => (i < 4 * PLACES ? wild(96)(r) : r())]],
    facts: { task: 'detect', classes: NAMES },
  },
  'anchor-free, oriented': {
    outputs: [['output0', [1, 8, PLACES], (r, i) => (i < 4 * PLACES ? wild(96)(r) : r())]],
    facts: { task: 'obb', classes: NAMES },
  },
  'anchor-free, with keypoints': {
    outputs: [['output0', [1, 11, PLACES], (r, i) => (i < 4 * PLACES || i >= 5 * PLACES ? wild(96)(r) : r())]],
    facts: { task: 'pose', classes: ['a'], keypoints: { count: 2, values: 3, names: null } },
  },
  'one-to-one': {
    outputs: [['output0', [1, 400, 6], (r, i) => (i % 6 < 4 ? wild(96)(r) : i % 6 === 4 ? r() : Math.floor(r() * 3))]],
    facts: { task: 'detect', classes: NAMES, endToEnd: true },
  },
  'anchor-based': {
    labels: NAMES,
    outputs: [['output', [1, 3 * PLACES, 8], (r, i) => (i % 8 < 4 ? wild(96)(r) : r())]],
  },
  yolox: { labels: NAMES, outputs: [['output', [1, PLACES, 8], (r, i) => (i % 8 < 4 ? (r() - 0.5) * 20 : r())]] },
  'mmdeploy-detection': {
    labels: NAMES,
    outputs: [
      ['dets', [1, 400, 5], (r, i) => (i % 5 < 4 ? wild(96)(r) : r())],
      ['labels', [1, 400], (r) => Math.floor(r() * 4) - 1, 'int64'],
    ],
  },
  rtmo: {
    outputs: [
      ['dets', [1, 400, 5], (r, i) => (i % 5 < 4 ? wild(96)(r) : r())],
      ['keypoints', [1, 400, 17, 3], wild(2)],
    ],
  },
  'nanodet-plus': {
    labels: NAMES,
    input: ['data', [1, 3, 64, 128]],
    outputs: [['output', [1, 128 + 32 + 8 + 2, 35], fraction]],
  },
  rtmpose: {
    input: ['input', [1, 3, 64, 96]],
    outputs: [
      ['simcc_x', [1, 17, 192], wild(1)],
      ['simcc_y', [1, 17, 128], wild(1)],
    ],
  },
  nanodet: {
    labels: NAMES,
    outputs: [8, 16, 32].flatMap((stride): Rows[] => [
      [`scores_${stride}`, [1, (96 / stride) * (64 / stride), 3], fraction],
      [`distances_${stride}`, [1, (96 / stride) * (64 / stride), 44], logit],
    ]),
  },
  centernet: {
    labels: NAMES,
    input: ['input', [1, 64, 96, 3], 'uint8'],
    outputs: [
      ['detections', [1, 400, 6], (r, i) => (i % 6 < 4 ? wild(96)(r) : i % 6 === 4 ? r() : Math.floor(r() * 3))],
    ],
  },
  blazeface: {
    input: ['input', [1, 128, 128, 3]],
    outputs: [512, 384].flatMap((places): Rows[] => [
      [`scores${places}`, [1, places, 1], logit],
      [`boxes${places}`, [1, places, 16], wild(60)],
    ]),
  },
  'movenet-singlepose': {
    input: ['input', [1, 64, 96, 3], 'int32'],
    outputs: [['output_0', [1, 1, 17, 3], (r, i) => (i % 3 < 2 ? wild(1)(r) : r())]],
  },
  'movenet-multipose': {
    input: ['input', [1, 64, 96, 3], 'uint8'],
    outputs: [['output_0', [1, 6, 56], (r, i) => (i % 56 < 55 ? wild(1)(r) : r())]],
  },
  'detr-queries': {
    labels: [...NAMES, 'd'],
    outputs: [['output0', [1, 300, 8], (r, i) => (i % 8 < 4 ? wild(1)(r) : r())]],
  },
  'detr-sized': {
    labels: NAMES,
    sized: true,
    outputs: [
      ['labels', [1, 400], (r) => Math.floor(r() * 3), 'int64'],
      ['boxes', [1, 400, 4], wild(96)],
      ['scores', [1, 400], fraction],
    ],
  },
  'detr-logits': {
    labels: NAMES,
    outputs: [
      ['logits', [1, 300, 3], logit],
      ['pred_boxes', [1, 300, 4], wild(1)],
    ],
  },
  'rf-detr': {
    labels: NAMES,
    outputs: [
      ['dets', [1, 300, 4], wild(1)],
      ['labels', [1, 300, 4], logit],
    ],
  },
};

const INPUT: Input = ['images', [1, 3, 64, 96]];

/** One person is in their input, whatever it shows: the detector has found it. */
const TOP_DOWN = ['rtmpose'];

function decoderOf({ input = INPUT, sized, outputs, facts, labels }: Model, maxDetections?: number) {
  const [name, shape, type = 'float32'] = input;
  const size: ValueInfo[] = sized ? [{ name: 'orig_target_sizes', shape: [1, 2], type: 'int64' }] : [];
  const signature = {
    inputs: [{ name, shape, type }, ...size],
    outputs: outputs.map(([output, dims, , kind = 'float32']) => ({ name: output, shape: dims, type: kind })),
    facts: { ...NO_FACTS, ...facts },
  };
  const options = maxDetections === undefined ? {} : { maxDetections };
  const wishes = { name: 'm', path: 'm', family: null, input: null, confidence: 0.1, options };
  const detector = outputs.some(([output]) => output === 'simcc_x') ? 'people' : undefined;
  const { family, reading, settings } = recognise({ ...wishes, detector, labels: labels ?? null }, signature);
  return { family: family.name, decode: family.decoder(reading.layout, settings), settings };
}

function optionsOf(name: string): readonly string[] {
  return FAMILIES.find((family) => family.name === name.split(',')[0])?.takes ?? [];
}

function numbersOf(outputs: Rows[], random: Random): Record<string, OutputTensor> {
  return Object.fromEntries(
    outputs.map(([name, dims, value, type = 'float32']) => {
      const length = dims.reduce((a, b) => a * b);
      const values = Array.from({ length }, (_, index) => value(random, index));
      const data = type === 'int64' ? BigInt64Array.from(values.map(BigInt)) : Float32Array.from(values);
      return [name, { type, dims, data }];
    })
  );
}

function sizeOf({ input: [, shape] = INPUT }: Model): Size {
  const [, first = 0, second = 0, third = 0] = shape;
  return first === 3 ? { width: third, height: second } : { width: second, height: first };
}

/** Inside the picture, finite, no surer than the one before it, and with the model's own names. */
function isSound({ class: name, confidence, box, keypoints = [] }: Detection, before: number, labels: Labels): boolean {
  const [x, y, width, height] = box;
  const inside = [x, y, width, height, x + width, y + height, ...keypoints.flatMap(([px, py]) => [px, py])];
  return (
    inside.every((value) => value >= 0 && value <= 1 + 1e-9) &&
    keypoints.every(([, , score]) => Number.isFinite(score)) &&
    confidence >= 0.1 - 1e-5 &&
    confidence <= before &&
    labels.classes.includes(name) &&
    [0, labels.keypoints.length].includes(keypoints.length)
  );
}

describe('whatever numbers a model gives, its detections', () => {
  it.each(Object.entries(MODELS))('%s: are in the picture, finite, sorted and no more than 300', (name, model) => {
    const { family, decode, settings } = decoderOf(model);
    expect(name.split(',')[0]).toBe(family);
    const random = randomOf(name.length);
    let seen = 0;
    for (let round = 0; round < 10; round += 1) {
      const picture = { width: 1 + Math.floor(random() * 4000), height: 1 + Math.floor(random() * 4000) };
      const style = (['centre', 'top-left', 'stretch'] as const)[round % 3]!;
      const found = decode(numbersOf(model.outputs, random), letterbox(picture, sizeOf(model), style));
      seen += found.length;
      expect(found.length).toBeLessThanOrEqual(300);
      const wrong = found.filter((each, i) => !isSound(each, found[i - 1]?.confidence ?? 1, settings.labels));
      expect(wrong).toEqual([]);
    }
    expect(seen).toBeGreaterThan(0);
  });

  it.each(Object.entries(MODELS).filter(([name]) => optionsOf(name).includes('maxDetections')))(
    '%s: are as many as are wanted at most',
    (_, model) => {
      const at = letterbox({ width: 96, height: 64 }, sizeOf(model), 'stretch');
      expect(decoderOf(model, 2).decode(numbersOf(model.outputs, randomOf(3)), at).length).toBeLessThanOrEqual(2);
    }
  );

  it.each(Object.entries(MODELS))('%s: are none where no score is any', (name, model) => {
    const outputs = model.outputs.map(([output, dims, value, type]): Rows => {
      const nothing = value === logit ? -50 : 0;
      return type ? [output, dims, () => nothing, type] : [output, dims, () => nothing];
    });
    const at = letterbox({ width: 96, height: 64 }, sizeOf(model), 'stretch');
    const found = decoderOf(model).decode(numbersOf(outputs, randomOf(1)), at);
    expect(found.map(({ keypoints = [] }) => keypoints.map(([, , score]) => score))).toEqual(
      TOP_DOWN.includes(name) ? [Array(17).fill(0)] : []
    );
  });

  it.each(Object.entries(MODELS))('%s: are an error where the numbers are none', (_, model) => {
    const outputs = model.outputs.map(([output, dims, , type]): Rows => {
      return type ? [output, dims, () => 0, type] : [output, dims, () => NaN];
    });
    const at = letterbox({ width: 96, height: 64 }, sizeOf(model), 'stretch');
    expect(() => decoderOf(model).decode(numbersOf(outputs, randomOf(1)), at)).toThrow(NotFiniteError);
  });

  it.each(Object.entries(MODELS))('%s: are an error where an output has another size than expected', (_, model) => {
    const at = letterbox({ width: 96, height: 64 }, sizeOf(model), 'stretch');
    const { decode } = decoderOf(model);
    const outputs = numbersOf(model.outputs, randomOf(1));
    for (const [name, { type, dims, data }] of Object.entries(outputs)) {
      const other = { type, data, dims: [...dims, 1] };
      expect(() => decode({ ...outputs, [name]: other }, at)).toThrow('expected an output of');
      const { [name]: left, ...others } = outputs;
      expect(left).toBeDefined();
      expect(() => decode(others, at)).toThrow('expected an output of');
    }
  });
});

describe('every family', () => {
  it('is tried with numbers at random', () => {
    const tried = Object.keys(MODELS).map((name) => name.split(',')[0]);
    expect(FAMILIES.map(({ name }) => name).filter((name) => !tried.includes(name))).toEqual([]);
  });

  it('is proved against a reference of its own', () => {
    const folder = new URL('../../../test/model/families/', import.meta.url);
    const tests = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
    const isProved = (name: string) => tests.some((test) => test.includes(`describe('${name}', () => {`));
    expect(FAMILIES.map(({ name }) => name).filter((name) => !isProved(name))).toEqual([]);
  });
});
