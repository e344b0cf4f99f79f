/** @jest-environment ./src/testing/host-environment.ts */
import { attributes, tfjsModel, type Graph, type Weight } from '../../testing/graphs.js';
import { describeOperators, floats, type OperatorCase } from '../../testing/operators.js';
import { convert } from '../index.js';
import { gatheringOperators } from './gathering.js';

const X = floats(3, 5, 4);
const ints = (shape: number[], values: number[]): Weight => ({ shape, values, dtype: 'int32' });
const fractions = (...shape: number[]): Weight => ({ shape, values: floats(...shape).values });
/** For slices of one element. */
const POSITIONS = { at1: ints([1], [1]), at2: ints([1], [2]), at3: ints([1], [3]), step: ints([1], [1]) };

const gatherNd = (depth: number, indices: number[]): OperatorCase => ({
  title: `GatherNd with indices of depth ${depth}`,
  graph: {
    inputs: { x: X },
    weights: { indices: ints([indices.length / depth, depth], indices) },
    nodes: { y: { op: 'GatherNd', inputs: ['x', 'indices'] } },
  },
  feeds: { x: X },
});

const gather = (axis: number): OperatorCase => ({
  title: `GatherV2 along ${axis}`,
  graph: {
    inputs: { x: X },
    weights: { indices: ints([2, 2], [2, 0, 1, 1]), axis: ints([], [axis]) },
    nodes: { y: { op: 'GatherV2', inputs: ['x', 'indices', 'axis'], attr: { batch_dims: attributes.int(0) } } },
  },
  feeds: { x: X },
});

const POINTWISE = {
  strides: attributes.ints(1, 1, 1, 1),
  dilations: attributes.ints(1, 1, 1, 1),
  padding: attributes.string('SAME'),
};
const BIAS_AND_RELU = { fused_ops: attributes.strings('BiasAdd', 'Relu'), num_args: attributes.int(1) };

/** Two 1×1 convolutions with bias and Relu, or without; `y` is gathered from what they make of a picture of free size. */
const afterConvolutions = (title: string, depth: number, indices: number[], between: Graph['nodes']): OperatorCase => ({
  title: `GatherNd of places of 1×1 convolutions, ${title}`,
  graph: {
    inputs: { x: { shape: [1, null, null, 3], dtype: 'float32' } },
    weights: {
      first: fractions(1, 1, 3, 5),
      bias: fractions(5),
      second: fractions(1, 1, 5, 4),
      indices: ints([indices.length / depth, depth], indices),
      sides: ints([], [2]),
    },
    nodes: {
      hidden: {
        op: '_FusedConv2D',
        inputs: ['x', 'first', 'bias'],
        attr: { ...POINTWISE, ...BIAS_AND_RELU },
      },
      picture: { op: 'Conv2D', inputs: ['hidden', 'second'], attr: POINTWISE },
      ...between,
    },
  },
  feeds: { x: floats(1, 3, 4, 3) },
});
const gathered = (input: string) => ({ y: { op: 'GatherNd', inputs: [input, 'indices'] } });
/** The channels divided in two: [height, width, 2, 2]. */
const divided: Graph['nodes'] = {
  shape: { op: 'Shape', inputs: ['picture'] },
  ...Object.fromEntries(
    [1, 2].map((axis) => [
      `side${axis}`,
      {
        op: 'StridedSlice',
        inputs: ['shape', `at${axis}`, `at${axis + 1}`, 'step'],
        attr: { shrink_axis_mask: attributes.int(1) },
      },
    ])
  ),
  target: { op: 'Pack', inputs: ['side1', 'side2', 'sides', 'sides'], attr: { axis: attributes.int(0) } },
  parts: { op: 'Reshape', inputs: ['picture', 'target'] },
};
const CONVOLUTIONS: readonly OperatorCase[] = [
  afterConvolutions('at once', 3, [0, 2, 3, 0, 0, 1, 0, 2, 3], gathered('picture')),
  afterConvolutions('of one picture', 2, [2, 3, 0, 1], {
    one: { op: 'Squeeze', inputs: ['picture'], attr: { squeeze_dims: attributes.ints(0) } },
    ...gathered('one'),
  }),
  afterConvolutions('part by part', 3, [2, 3, 1, 0, 1, 0], { ...divided, ...gathered('parts') }),
  afterConvolutions('one channel, which the whole is needed for', 4, [0, 2, 3, 1], gathered('picture')),
].map((each) => ({ ...each, graph: { ...each.graph, weights: { ...each.graph.weights, ...POSITIONS } } }));

/** A dense vector that is added to x, as a graph of constants alone has nothing to run. */
const sparseToDense = (title: string, indices: Weight, values: Weight): OperatorCase => ({
  title: `SparseToDense ${title}`,
  graph: {
    inputs: { x: { shape: [4], dtype: values.dtype } },
    weights: { indices, shape: ints([1], [4]), values, fill: { ...values, shape: [], values: [-1] } },
    nodes: {
      dense: { op: 'SparseToDense', inputs: ['indices', 'shape', 'values', 'fill'] },
      y: { op: 'AddV2', inputs: ['x', 'dense'] },
    },
  },
  feeds: { x: { dtype: values.dtype ?? 'float32', shape: [4], values: [10, 20, 30, 40] } },
});

describe('operators that pick by index give what TFJS gives', () => {
  describeOperators(gatheringOperators, [
    gatherNd(2, [0, 4, 2, 1]),
    gatherNd(3, [0, 4, 3, 2, 1, 0]),
    ...CONVOLUTIONS,
    gather(0),
    gather(-1),
    sparseToDense('of whole numbers', ints([2, 1], [1, 3]), ints([2], [5, 6])),
    sparseToDense('of fractions, one value for all', ints([2], [0, 2]), { shape: [], values: [0.5] }),
  ]);
});

test('indices within batches are refused by name', () => {
  const { graph } = gather(1);
  const node = { op: 'GatherV2', inputs: ['x', 'indices', 'axis'], attr: { batch_dims: attributes.int(1) } };
  const { json, weights } = tfjsModel({ ...graph, nodes: { y: node } });
  expect(() => convert(json, weights)).toThrow('operator GatherV2 (node `y`): batch_dims is not supported');
});

test.each(CONVOLUTIONS.slice(0, 3))('$title computes nothing for the other places', ({ graph }) => {
  const { json, weights } = tfjsModel(graph);
  expect(convert(json, weights).bytes.includes('Conv')).toBe(false);
});
