/** @jest-environment ./src/testing/host-environment.ts */
import { attributes, type Weight } from '../../testing/graphs.js';
import { describeOperators, floats, type OperatorCase } from '../../testing/operators.js';
import { joiningOperators } from './joining.js';

const X = floats(1, 4, 6, 4);
const ints = (...values: number[]): Weight => ({ shape: [values.length], values, dtype: 'int32' });
const int = (value: number): Weight => ({ shape: [], values: [value], dtype: 'int32' });
const pool = {
  op: 'MaxPool',
  inputs: ['x'],
  attr: {
    ksize: attributes.ints(1, 3, 3, 1),
    strides: attributes.ints(1, 1, 1, 1),
    padding: attributes.string('SAME'),
  },
};

const cases: readonly OperatorCase[] = [
  {
    title: 'ConcatV2 along the channels',
    graph: {
      inputs: { x: X },
      weights: { axis: int(-1) },
      nodes: { y: { op: 'ConcatV2', inputs: ['x', 'x', 'axis'], attr: { N: attributes.int(2) } } },
    },
    feeds: { x: X },
  },
  {
    title: 'ConcatV2 of a picture and what a pool left channels-first, of free size',
    graph: {
      inputs: { x: { shape: [1, null, null, 4] } },
      weights: { axis: int(3) },
      nodes: { pool, y: { op: 'ConcatV2', inputs: ['pool', 'x', 'axis'], attr: { N: attributes.int(2) } } },
    },
    feeds: { x: X },
  },
  ...[0, 1, -1].map((axis) => ({
    title: `Pack along ${axis}`,
    graph: {
      inputs: { x: floats(2, 3) },
      nodes: { y: { op: 'Pack', inputs: ['x', 'x'], attr: { axis: attributes.int(axis), N: attributes.int(2) } } },
    },
    feeds: { x: floats(2, 3) },
  })),
  {
    title: 'Split into equal parts',
    graph: {
      inputs: { x: X },
      weights: { axis: int(-1) },
      nodes: { y: { op: 'Split', inputs: ['axis', 'x'], attr: { num_split: attributes.int(2) } } },
      outputs: ['y', 'y:1'],
    },
    feeds: { x: X },
  },
  {
    title: 'SplitV into parts of given sizes, of what a pool left channels-first',
    graph: {
      inputs: { x: X },
      weights: { sizes: ints(1, 3), axis: int(3) },
      nodes: { pool, y: { op: 'SplitV', inputs: ['pool', 'sizes', 'axis'], attr: { num_split: attributes.int(2) } } },
      outputs: ['y', 'y:1'],
    },
    feeds: { x: X },
  },
  {
    title: 'Unpack into three',
    graph: {
      inputs: { x: floats(2, 3) },
      nodes: { y: { op: 'Unpack', inputs: ['x'], attr: { axis: attributes.int(1), num: attributes.int(3) } } },
      outputs: ['y', 'y:1', 'y:2'],
    },
    feeds: { x: floats(2, 3) },
  },
  {
    title: 'Unpack of a single element',
    graph: {
      inputs: { x: floats(1, 3) },
      nodes: { y: { op: 'Unpack', inputs: ['x'], attr: { axis: attributes.int(0), num: attributes.int(1) } } },
    },
    feeds: { x: floats(1, 3) },
  },
];

describe('operators that join and split give what TFJS gives', () => {
  describeOperators(joiningOperators, cases);
});
