/** @jest-environment ./src/testing/host-environment.ts */
import { attributes, tfjsModel, type Graph } from '../../testing/graphs.js';
import { describeOperators, floats, type OperatorCase } from '../../testing/operators.js';
import { UnsupportedUseError, convert } from '../index.js';
import { elementwiseOperators } from './elementwise.js';

const X = floats(2, 3);

function unary(op: string, attr = {}): OperatorCase {
  return {
    title: op,
    graph: { inputs: { x: X }, nodes: { y: { op, inputs: ['x'], attr } } },
    feeds: { x: X },
  };
}

/** Of positive numbers only. */
function ofPositive(op: string): OperatorCase {
  const x = { ...X, values: X.values.map((value) => Math.abs(value) + 0.5) };
  return { ...unary(op), feeds: { x } };
}

/** With a constant that is broadcast over the rows. */
function binary(op: string, values = [1.5, -0.24, 0.72]): OperatorCase {
  const graph: Graph = {
    inputs: { x: X },
    weights: { c: { shape: [3], values } },
    nodes: { y: { op, inputs: ['x', 'c'] } },
  };
  return { title: `${op}, broadcast`, graph, feeds: { x: X } };
}

function ofInts(op: string): OperatorCase {
  const x = { dtype: 'int32', shape: [8], values: [-7, -6, -1, 0, 1, 5, 6, 7] } as const;
  const graph: Graph = {
    inputs: { x },
    weights: { c: { shape: [], values: [3], dtype: 'int32' } },
    nodes: { y: { op, inputs: ['x', 'c'] } },
  };
  return { title: `${op} rounds towards minus infinity`, graph, feeds: { x } };
}

const picture = floats(1, 4, 5, 3);
const convolution = {
  op: 'Conv2D',
  attr: {
    strides: attributes.ints(1, 1, 1, 1),
    dilations: attributes.ints(1, 1, 1, 1),
    padding: attributes.string('SAME'),
  },
};
const kernel = { shape: [1, 1, 3, 2], values: [0.5, -1, 0.25, 0.75, -0.5, 1] };

const layouts: readonly OperatorCase[] = [
  {
    title: 'a vector of channels meets the result of a convolution',
    graph: {
      inputs: { x: picture },
      weights: { kernel, offset: { shape: [2], values: [10, -10] } },
      nodes: { conv: { ...convolution, inputs: ['x', 'kernel'] }, y: { op: 'AddV2', inputs: ['conv', 'offset'] } },
    },
    feeds: { x: picture },
  },
  {
    title: 'a picture as it came in meets the result of a convolution',
    graph: {
      inputs: { x: floats(1, 4, 5, 2) },
      weights: { kernel: { shape: [1, 1, 2, 2], values: [1, 2, 3, 4] } },
      nodes: { conv: { ...convolution, inputs: ['x', 'kernel'] }, y: { op: 'Sub', inputs: ['x', 'conv'] } },
    },
    feeds: { x: floats(1, 4, 5, 2) },
  },
  {
    title: 'a constant of equal elements is used as a scalar',
    graph: {
      inputs: { x: picture },
      weights: { c: { shape: [3], values: [127.5, 127.5, 127.5] } },
      nodes: { y: { op: 'RealDiv', inputs: ['x', 'c'] } },
    },
    feeds: { x: picture },
  },
  {
    title: 'but not where it widens the result',
    graph: {
      inputs: { x: floats(2, 1) },
      weights: { c: { shape: [1, 3], values: [2, 2, 2] } },
      nodes: { y: { op: 'Mul', inputs: ['x', 'c'] } },
    },
    feeds: { x: floats(2, 1) },
  },
  {
    title: 'Select, with a column of conditions that is broadcast',
    graph: {
      inputs: { condition: { shape: [2, 1], dtype: 'bool' }, a: X, b: X },
      nodes: { y: { op: 'Select', inputs: ['condition', 'a', 'b'] } },
    },
    feeds: {
      condition: { dtype: 'bool', shape: [2, 1], values: [1, 0] },
      a: X,
      b: { ...X, values: X.values.map((value) => -value) },
    },
  },
];

describe('element-wise operators give what TFJS gives', () => {
  describeOperators(elementwiseOperators, [
    unary('Identity'),
    unary('Abs'),
    unary('Exp'),
    unary('Relu'),
    unary('Relu6'),
    unary('Sigmoid'),
    unary('LeakyRelu', { alpha: attributes.float(0.1) }),
    ofPositive('Sqrt'),
    ofPositive('Reciprocal'),
    unary('Cast', { DstT: attributes.type('int32') }),
    unary('Cast', { DstT: attributes.type('float32') }),
    binary('Add'),
    binary('AddV2'),
    binary('Sub'),
    binary('Mul'),
    binary('RealDiv'),
    binary('Minimum'),
    binary('Maximum'),
    binary('SquaredDifference'),
    binary('Equal', [X.values[0] ?? 0, X.values[4] ?? 0, 9]),
    binary('Greater'),
    binary('GreaterEqual', [X.values[0] ?? 0, 0, 0]),
    binary('Less'),
    ofInts('FloorDiv'),
    ofInts('FloorMod'),
    {
      title: 'AddN of three',
      graph: { inputs: { x: X }, nodes: { y: { op: 'AddN', inputs: ['x', 'x', 'x'] } } },
      feeds: { x: X },
    },
    {
      title: 'LogicalAnd',
      graph: {
        inputs: { a: { shape: [4], dtype: 'bool' }, b: { shape: [4], dtype: 'bool' } },
        nodes: { y: { op: 'LogicalAnd', inputs: ['a', 'b'] } },
      },
      feeds: {
        a: { dtype: 'bool', shape: [4], values: [0, 0, 1, 1] },
        b: { dtype: 'bool', shape: [4], values: [0, 1, 0, 1] },
      },
    },
    ...layouts,
  ]);
});

test('a whole-number operator on fractions is refused by name', () => {
  const { json, weights } = tfjsModel(binary('FloorDiv').graph);
  expect(() => convert(json, weights)).toThrow(UnsupportedUseError);
  expect(() => convert(json, weights)).toThrow(
    'operator FloorDiv (node `y`): the element type float32 is not supported'
  );
});
