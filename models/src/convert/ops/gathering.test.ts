/** @jest-environment ./src/testing/host-environment.ts */
import { attributes, tfjsModel, type Weight } from '../../testing/graphs.js';
import { describeOperators, floats, type OperatorCase } from '../../testing/operators.js';
import { convert } from '../index.js';
import { gatheringOperators } from './gathering.js';

const X = floats(3, 5, 4);
const ints = (shape: number[], values: number[]): Weight => ({ shape, values, dtype: 'int32' });

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
