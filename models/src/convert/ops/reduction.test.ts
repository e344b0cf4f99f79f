/** @jest-environment ./src/testing/host-environment.ts */
import { attributes } from '../../testing/graphs.js';
import { describeOperators, floats, type OperatorCase } from '../../testing/operators.js';
import { reductionOperators } from './reduction.js';

const X = floats(1, 4, 6, 3);

function reduction(op: string, axes: number[], keep: boolean): OperatorCase {
  return {
    title: `${op} over [${axes.join()}], ${keep ? 'keeping' : 'dropping'} the dimensions`,
    graph: {
      inputs: { x: X },
      weights: { axes: { shape: [axes.length], values: axes, dtype: 'int32' } },
      nodes: { y: { op, inputs: ['x', 'axes'], attr: { keep_dims: attributes.bool(keep) } } },
    },
    feeds: { x: X },
  };
}

const ofChannelsFirst: OperatorCase = {
  title: 'Mean of what a pool left channels-first',
  graph: {
    inputs: { x: X },
    weights: { axes: { shape: [2], values: [1, 2], dtype: 'int32' } },
    nodes: {
      pool: {
        op: 'MaxPool',
        inputs: ['x'],
        attr: {
          ksize: attributes.ints(1, 2, 2, 1),
          strides: attributes.ints(1, 1, 1, 1),
          padding: attributes.string('VALID'),
        },
      },
      y: { op: 'Mean', inputs: ['pool', 'axes'], attr: { keep_dims: attributes.bool(true) } },
    },
  },
  feeds: { x: X },
};

function argMax(axis: number): OperatorCase {
  return {
    title: `ArgMax over ${axis}`,
    graph: {
      inputs: { x: X },
      weights: { axis: { shape: [], values: [axis], dtype: 'int32' } },
      nodes: { y: { op: 'ArgMax', inputs: ['x', 'axis'] } },
    },
    feeds: { x: X },
  };
}

const topK: OperatorCase = {
  title: 'TopKV2: the largest and where they were',
  graph: {
    inputs: { x: floats(2, 9) },
    weights: { k: { shape: [], values: [4], dtype: 'int32' } },
    nodes: { y: { op: 'TopKV2', inputs: ['x', 'k'], attr: { sorted: attributes.bool(true) } } },
    outputs: ['y', 'y:1'],
  },
  feeds: { x: floats(2, 9) },
};

describe('reductions give what TFJS gives', () => {
  describeOperators(reductionOperators, [
    ...['Max', 'Mean', 'Sum'].flatMap((op) => [reduction(op, [1, 2], true), reduction(op, [-1], false)]),
    ofChannelsFirst,
    argMax(1),
    argMax(-1),
    topK,
  ]);
});
