import { encodeModel, type OnnxNode, type OnnxTensor } from '@framewatch/models/onnx';

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
