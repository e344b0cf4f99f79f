/** @jest-environment ./src/testing/host-environment.ts */
import { attributes, type Weight } from '../../testing/graphs.js';
import { describeOperators, floats, type OperatorCase } from '../../testing/operators.js';
import { shapeOperators } from './shape.js';

const X = floats(1, 4, 6, 3);
const FREE = { shape: [1, null, null, 3] };
const ints = (...values: number[]): Weight => ({ shape: [values.length], values, dtype: 'int32' });
const int = (value: number): Weight => ({ shape: [], values: [value], dtype: 'int32' });
const pool = {
  op: 'MaxPool',
  inputs: ['x'],
  attr: {
    ksize: attributes.ints(1, 2, 2, 1),
    strides: attributes.ints(1, 1, 1, 1),
    padding: attributes.string('VALID'),
  },
};

function withConstant(op: string, constant: Weight, title: string): OperatorCase {
  return {
    title: `${op} ${title}`,
    graph: { inputs: { x: X }, weights: { c: constant }, nodes: { y: { op, inputs: ['x', 'c'] } } },
    feeds: { x: X },
  };
}

const cases: readonly OperatorCase[] = [
  { title: 'Shape', graph: { inputs: { x: FREE }, nodes: { y: { op: 'Shape', inputs: ['x'] } } }, feeds: { x: X } },
  {
    title: 'Shape of what a 1×1 convolution makes',
    graph: {
      inputs: { x: { shape: [1, null, null, 3] } },
      weights: { kernel: { shape: [1, 1, 3, 7], values: floats(1, 1, 3, 7).values } },
      nodes: {
        convolved: {
          op: 'Conv2D',
          inputs: ['x', 'kernel'],
          attr: {
            strides: attributes.ints(1, 1, 1, 1),
            dilations: attributes.ints(1, 1, 1, 1),
            padding: attributes.string('SAME'),
          },
        },
        y: { op: 'Shape', inputs: ['convolved'] },
      },
    },
    feeds: { x: floats(1, 4, 5, 3) },
  },
  {
    title: 'Shape of what is channels-first is the logical one',
    graph: { inputs: { x: FREE }, nodes: { pool, y: { op: 'Shape', inputs: ['pool'] } } },
    feeds: { x: X },
  },
  { title: 'Size', graph: { inputs: { x: FREE }, nodes: { y: { op: 'Size', inputs: ['x'] } } }, feeds: { x: X } },
  withConstant('Reshape', ints(-1, 6), 'with a dimension to be worked out'),
  withConstant('Reshape', ints(72), 'to a vector'),
  {
    title: 'Reshape to a shape that is packed from known and unknown sizes',
    graph: {
      inputs: { x: FREE, rows: { shape: [], dtype: 'int32' } },
      weights: { columns: int(-1) },
      nodes: {
        shape: { op: 'Pack', inputs: ['rows', 'columns'], attr: { axis: attributes.int(0) } },
        y: { op: 'Reshape', inputs: ['x', 'shape'] },
      },
    },
    feeds: { x: X, rows: { dtype: 'int32', shape: [], values: [8] } },
  },
  {
    title: 'Squeeze of one axis',
    graph: {
      inputs: { x: floats(1, 1, 3) },
      nodes: { y: { op: 'Squeeze', inputs: ['x'], attr: { squeeze_dims: attributes.ints(0) } } },
    },
    feeds: { x: floats(1, 1, 3) },
  },
  {
    title: 'Squeeze of all that can be',
    graph: { inputs: { x: floats(1, 2, 1) }, nodes: { y: { op: 'Squeeze', inputs: ['x'] } } },
    feeds: { x: floats(1, 2, 1) },
  },
  withConstant('ExpandDims', int(0), 'in front'),
  withConstant('ExpandDims', int(-1), 'at the end'),
  withConstant('Transpose', ints(0, 3, 1, 2), 'to channels-first'),
  withConstant('Transpose', ints(0, 2, 3, 1), 'from channels-first'),
  withConstant('Transpose', ints(3, 0, 2, 1), 'of another kind'),
  {
    title: 'Transpose there and back around a pool',
    graph: {
      inputs: { x: X },
      weights: { there: ints(0, 3, 1, 2), back: ints(0, 2, 3, 1) },
      nodes: {
        pool,
        first: { op: 'Transpose', inputs: ['pool', 'there'] },
        y: { op: 'Transpose', inputs: ['first', 'back'] },
      },
    },
    feeds: { x: X },
  },
  withConstant('Tile', ints(2, 1, 1, 3), 'along two axes'),
  {
    title: 'Fill of a known shape',
    graph: {
      inputs: { v: { shape: [] } },
      weights: { shape: ints(2, 3) },
      nodes: { y: { op: 'Fill', inputs: ['shape', 'v'] } },
    },
    feeds: { v: { dtype: 'float32', shape: [], values: [7.5] } },
  },
  {
    title: 'Fill of a shape known when the model runs',
    graph: {
      inputs: { shape: { shape: [2], dtype: 'int32' } },
      weights: { v: { shape: [], values: [7.5] } },
      nodes: { y: { op: 'Fill', inputs: ['shape', 'v'] } },
    },
    feeds: { shape: { dtype: 'int32', shape: [2], values: [3, 4] } },
  },
  {
    title: 'Range up to a number known when the model runs',
    graph: {
      inputs: { end: { shape: [], dtype: 'int32' } },
      weights: { start: int(2), step: int(3) },
      nodes: { y: { op: 'Range', inputs: ['start', 'end', 'step'] } },
    },
    feeds: { end: { dtype: 'int32', shape: [], values: [12] } },
  },
];

describe('operators on shapes give what TFJS gives', () => {
  describeOperators(shapeOperators, cases);
});
