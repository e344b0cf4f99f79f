import { encodeModel, type OnnxNode, type OnnxTensor } from '@framewatch/models/onnx';
import { randomOf } from './random.js';

/** Small ONNX models that are taken for MoveNet MultiPose and behave in ways of their own. */

const PEOPLE = [1, 6, 56];
/** A side of the square matrices that are multiplied: about half a second each on one thread. */
const SIDE = 2048;

function node(op: string, inputs: string[], output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode {
  return { op, name: output, inputs, outputs: [output], attributes };
}

function ints(name: string, values: number[]): OnnxTensor {
  return { name, type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}

function float(name: string, value: number): OnnxTensor {
  return { name, type: 'float32', shape: [1], data: Float32Array.of(value) };
}

/** A model of these nodes: they make `value`, one number, of `mean`, that of the picture, and it fills the output. */
function poseModel(nodes: OnnxNode[], initializers: OnnxTensor[]): Buffer {
  return encodeModel({
    name: 'pose',
    producer: 'framewatch',
    opset: 17,
    nodes: [
      node('Cast', ['input'], 'pixels', { to: 1 }),
      node('ReduceMean', ['pixels'], 'mean'),
      ...nodes,
      node('Reshape', ['value', 'one'], 'scalar'),
      node('Expand', ['scalar', 'people'], 'output'),
    ],
    initializers: [ints('one', [1]), ints('people', PEOPLE), ...initializers],
    inputs: [{ name: 'input', type: 'uint8', shape: [1, 'height', 'width', 3] }],
    outputs: [{ name: 'output', type: 'float32', shape: PEOPLE }],
    metadata: {},
  });
}

/** Says NaN, in all places. */
export function notFiniteModel(): Buffer {
  return poseModel(
    [node('Mul', ['mean', 'zero'], 'nothing'), node('Div', ['nothing', 'nothing'], 'value')],
    [float('zero', 0)]
  );
}

/** Products of large matrices, one after another: minutes of work. */
function products(first: string): OnnxNode[] {
  return Array.from({ length: 400 }, (_, i) => node('MatMul', [i === 0 ? first : `p${i - 1}`, 'matrix'], `p${i}`));
}

/** Loads at once; one inference takes minutes. */
export function slowModel(): Buffer {
  const zero = node('Mul', ['mean', 'zero'], 'nothing');
  const matrix = node('Expand', ['nothing', 'square'], 'matrix');
  const nodes = [zero, matrix, ...products('matrix'), node('ReduceMean', ['p399'], 'value')];
  return poseModel(nodes, [float('zero', 0), ints('square', [SIDE, SIDE])]);
}

/** Takes minutes to load: the products depend on nothing, so that ONNX Runtime makes them while it loads the model. */
export function slowToLoadModel(): Buffer {
  const matrix = node('Expand', ['zero', 'square'], 'matrix');
  const sum = node('ReduceMean', ['p399'], 'sum');
  const nodes = [matrix, ...products('matrix'), sum, node('Add', ['mean', 'sum'], 'value')];
  return poseModel(nodes, [float('zero', 0), ints('square', [SIDE, SIDE])]);
}

const CHANNELS = 4;
/** Brighter pictures than this, 0 to 255, make `fails` fail. */
export const TOO_BRIGHT = 200;

/**
 * Takes any number of pictures at once; what it says of each depends on all of its pixels. `fails`: at run time, where one of the
 * pictures is bright, as the shape that it computes then does not fit.
 */
export function batchModel({ fails = false } = {}): Buffer {
  const places = PEOPLE[1]! * PEOPLE[2]!;
  const random = randomOf(3);
  const numbers = (name: string, shape: number[]): OnnxTensor => {
    const data = Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => random());
    return { name, type: 'float32', shape, data };
  };
  const shaping = [
    node('ReduceMax', ['means'], 'brightest', { keepdims: 0 }),
    node('Div', ['brightest', 'too-bright'], 'brightness'),
    node('Cast', ['brightness'], 'surplus', { to: 7 }),
    node('Mul', ['surplus', 'last'], 'more'),
    node('Add', ['people', 'more'], 'shape'),
  ];
  return encodeModel({
    name: 'batch',
    producer: 'framewatch',
    opset: 17,
    nodes: [
      node('Cast', ['input'], 'pixels', { to: 1 }),
      node('ReduceMean', ['pixels'], 'means', { axes: [1, 2, 3], keepdims: 1 }),
      node('Transpose', ['pixels'], 'planes', { perm: [0, 3, 1, 2] }),
      node('Conv', ['planes', 'filters'], 'features', { kernel_shape: [3, 3], strides: [2, 2] }),
      node('ReduceMean', ['features'], 'sums', { axes: [2, 3], keepdims: 0 }),
      node('MatMul', ['sums', 'weights'], 'values'),
      node('Div', ['values', 'unit'], 'fractions'),
      ...(fails ? shaping : [node('Identity', ['people'], 'shape')]),
      node('Reshape', ['fractions', 'shape'], 'output'),
    ],
    initializers: [
      numbers('filters', [CHANNELS, 3, 3, 3]),
      numbers('weights', [CHANNELS, places]),
      // The mean of a pixel is at most this, so that all numbers are from 0 to 1.
      float('unit', 255 * 27 * CHANNELS),
      float('too-bright', TOO_BRIGHT),
      ints('people', [-1, ...PEOPLE.slice(1)]),
      ints('last', [0, 0, 1]),
    ],
    inputs: [{ name: 'input', type: 'uint8', shape: ['batch', 'height', 'width', 3] }],
    outputs: [{ name: 'output', type: 'float32', shape: ['batch', ...PEOPLE.slice(1)] }],
    metadata: {},
  });
}

/** Loads; of no family that there is. */
export function strangeModel(): Buffer {
  return encodeModel({
    name: 'strange',
    producer: 'framewatch',
    opset: 17,
    nodes: [node('Identity', ['sound'], 'words')],
    initializers: [],
    inputs: [{ name: 'sound', type: 'float32', shape: [1, 16000] }],
    outputs: [{ name: 'words', type: 'float32', shape: [1, 16000] }],
    metadata: {},
  });
}
