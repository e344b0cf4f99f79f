import { encodeModel, type OnnxNode, type OnnxTensor } from '@framewatch/models/onnx';

/** What the model's output holds: boxes of 80 classes, or people with 17 keypoints. */
export type MadeKind = 'detect' | 'pose';

export const MADE_KINDS: readonly MadeKind[] = ['detect', 'pose'];
/** Sides of the input, pixels. */
export const SIDE = 640;
/** Cells of 8, 16 and 32 pixels. */
export const PLACES = 80 ** 2 + 40 ** 2 + 20 ** 2;
/** Centre and size before the scores; then 80 classes, or one class and 17 times x, y and visibility. */
export const ROWS: Readonly<Record<MadeKind, number>> = { detect: 84, pose: 56 };

/** As exporters write it: nothing else tells 52 classes from one with keypoints. */
const METADATA: Readonly<Record<MadeKind, Record<string, string>>> = {
  detect: {},
  pose: { task: 'pose', names: "{0: 'person'}", kpt_shape: '[17, 3]' },
};
const BOX = 4;
const CLASSES: Readonly<Record<MadeKind, number>> = { detect: 80, pose: 1 };
const OBJECTS = 30;
/** Places around an object that propose it: trained detectors give some ten. */
const PROPOSALS = 10;
const CHANNELS = 64;
/** As many as make it cost 8 GFLOP at 640², which is what the smallest YOLOv8 and YOLO11 cost. */
const LAYERS = 16;

/**
 * A model that takes pictures as the YOLO family does, costs as much as a small one of them, and gives the same objects for
 * every picture. The same `kind` gives the same bytes.
 */
export function madeModel(kind: MadeKind): Buffer {
  const size = [1, ROWS[kind], PLACES];
  const layers = [
    convolution('first', 3, 16, 2),
    convolution('second', 16, 32, 2),
    convolution('third', 32, CHANNELS, 2),
    ...Array.from({ length: LAYERS }, (_, index) => convolution(`layer-${index}`, CHANNELS, CHANNELS, 1)),
  ];
  const nodes = layers.flatMap(({ nodesFrom }, index) => nodesFrom(layers[index - 1]?.output ?? 'images'));
  return encodeModel({
    name: `made-${kind}`,
    producer: 'framewatch',
    opset: 17,
    nodes: [
      ...nodes,
      node('ReduceMean', [layers.at(-1)?.output ?? ''], 'mean', { keepdims: 0 }),
      node('Mul', ['mean', 'zero'], 'nothing'),
      node('Add', ['objects', 'nothing'], 'output0'),
    ],
    initializers: [
      ...layers.map(({ weights }) => weights),
      { name: 'zero', type: 'float32', shape: [1], data: Float32Array.of(0) },
      { name: 'objects', type: 'float32', shape: size, data: objects(kind) },
    ],
    inputs: [{ name: 'images', type: 'float32', shape: [1, 3, SIDE, SIDE] }],
    outputs: [{ name: 'output0', type: 'float32', shape: size }],
    metadata: METADATA[kind],
  });
}

interface Layer {
  output: string;
  weights: OnnxTensor;
  nodesFrom: (input: string) => OnnxNode[];
}

/** Its weights keep the numbers of a picture between 0 and 1: numbers near 0 would be slow. */
function convolution(name: string, channels: number, filters: number, stride: number): Layer {
  const shape = [filters, channels, 3, 3];
  const data = new Float32Array(filters * channels * 9).fill(1 / (channels * 9));
  const attributes = { strides: [stride, stride], pads: [1, 1, 1, 1], kernel_shape: [3, 3] };
  return {
    output: name,
    weights: { name: `${name}-weights`, type: 'float32', shape, data },
    nodesFrom: (input) => [
      node('Conv', [input, `${name}-weights`], `${name}-sums`, attributes),
      node('Relu', [`${name}-sums`], name),
    ],
  };
}

function node(op: string, inputs: string[], output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode {
  return { op, name: output, inputs, outputs: [output], attributes };
}

/** A column for each place: noise, and around each object some places that propose it. */
function objects(kind: MadeKind): Float32Array {
  const [rows, classes] = [ROWS[kind], CLASSES[kind]];
  const random = pseudoRandom(1);
  const values = Float32Array.from({ length: rows * PLACES }, (_, index) => {
    const row = Math.floor(index / PLACES);
    return row >= BOX && row < BOX + classes ? random() / 100 : random() * SIDE;
  });
  const set = (row: number, place: number, value: number) => (values[row * PLACES + place] = value);
  for (let object = 0; object < OBJECTS; object += 1) {
    const id = object % classes;
    const [x, y] = [60 + random() * 520, 60 + random() * 520];
    for (let proposal = 0; proposal < PROPOSALS; proposal += 1) {
      const place = (object * 277 + proposal * 7) % PLACES;
      [x, y, 60, 90].forEach((value, row) => set(row, place, value + random() * 4));
      set(BOX + id, place, 0.4 + random() / 2);
    }
  }
  return values;
}

/** Numbers from 0 to 1, always the same: a linear congruential generator with the constants of Numerical Recipes. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
