/** @jest-environment ./src/testing/host-environment.ts */
import { attributes, tfjsModel, type Graph, type Weight } from '../../testing/graphs.js';
import { describeOperators, floats, type OperatorCase } from '../../testing/operators.js';
import { convert } from '../index.js';
import { slicingOperators } from './slicing.js';

const X = floats(3, 5, 4);
const ints = (values: number[]): Weight => ({ shape: [values.length], values, dtype: 'int32' });

interface Slice {
  readonly begin: number[];
  readonly end: number[];
  readonly strides?: number[];
  readonly masks?: Readonly<Record<string, number>>;
}

function graphOf({ begin, end, strides = begin.map(() => 1), masks = {} }: Slice, free = false): Graph {
  const attr = Object.fromEntries(Object.entries(masks).map(([name, bits]) => [`${name}_mask`, attributes.int(bits)]));
  return {
    inputs: { x: free ? { shape: [null, null, 4] } : X },
    weights: { begin: ints(begin), end: ints(end), strides: ints(strides) },
    nodes: { y: { op: 'StridedSlice', inputs: ['x', 'begin', 'end', 'strides'], attr } },
  };
}

function slice(title: string, what: Slice, free = false): OperatorCase {
  return { title, graph: graphOf(what, free), feeds: { x: X } };
}

describe('slices give what TFJS gives', () => {
  describeOperators(slicingOperators, [
    slice('x[1:3]', { begin: [1], end: [3] }),
    slice('x[:, 1:4:2]', { begin: [0, 1], end: [0, 4], strides: [1, 2], masks: { begin: 1, end: 1 } }),
    slice('x[-2:, :-1]', { begin: [-2, 0], end: [0, -1], masks: { begin: 2, end: 1 } }),
    slice('x[1:99], beyond the end', { begin: [1], end: [99] }),
    slice('x[2], which drops the axis', { begin: [2], end: [3], masks: { shrink_axis: 1 } }),
    slice('x[:, -1], the last one', { begin: [0, -1], end: [0, 0], masks: { begin: 1, end: 1, shrink_axis: 2 } }),
    slice('x[:, new, 1:2]', { begin: [0, 0, 1], end: [0, 0, 2], masks: { begin: 1, end: 1, new_axis: 2 } }),
    slice('x[new, :, new]', { begin: [0, 0, 0], end: [0, 0, 0], masks: { begin: 2, end: 2, new_axis: 5 } }),
    slice('x[:, 1:3] of free size', { begin: [0, 1], end: [0, 3], masks: { begin: 1, end: 1 } }, true),
    slice('x[1, :, 0]', { begin: [1, 0, 0], end: [2, 0, 1], masks: { begin: 2, end: 2, shrink_axis: 5 } }),
  ]);
});

test.each([
  ['an ellipsis', { begin: [0, 1], end: [0, 2], masks: { ellipsis: 1 } }],
  ['a stride below 1', { begin: [3], end: [0], strides: [-1] }],
])('%s is refused by name', (what, parameters: Slice) => {
  const { json, weights } = tfjsModel(graphOf(parameters));
  expect(() => convert(json, weights)).toThrow(`operator StridedSlice (node \`y\`): ${what} is not supported`);
});
