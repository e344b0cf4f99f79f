/** @jest-environment ./src/testing/host-environment.ts */
import { attributes, type Graph } from '../../testing/graphs.js';
import { describeOperators, floats, type OperatorCase } from '../../testing/operators.js';
import { spatialOperators } from './spatial.js';

const X = floats(1, 4, 6, 3);
const FREE = { shape: [1, null, null, 3] };

function resizeTo(height: number, width: number, options: { align?: boolean; half?: boolean; free?: boolean } = {}) {
  const { align = false, half = false, free = false } = options;
  const graph: Graph = {
    inputs: { x: free ? FREE : X },
    weights: { size: { shape: [2], values: [height, width], dtype: 'int32' } },
    nodes: {
      y: {
        op: 'ResizeBilinear',
        inputs: ['x', 'size'],
        attr: { align_corners: attributes.bool(align), half_pixel_centers: attributes.bool(half) },
      },
    },
  };
  const title = `ResizeBilinear to ${height}×${width} ${JSON.stringify(options)}`;
  return { title, graph, feeds: { x: X } };
}

/** As Keras writes it for pictures of free size. */
const upsampling: OperatorCase = {
  title: 'up-sampling of a picture of free size by constant factors',
  graph: {
    inputs: { x: FREE },
    weights: {
      begin: { shape: [1], values: [1], dtype: 'int32' },
      end: { shape: [1], values: [3], dtype: 'int32' },
      stride: { shape: [1], values: [1], dtype: 'int32' },
      factors: { shape: [2], values: [2, 2], dtype: 'int32' },
    },
    nodes: {
      shape: { op: 'Shape', inputs: ['x'], attr: { out_type: attributes.type('int32') } },
      slice: { op: 'StridedSlice', inputs: ['shape', 'begin', 'end', 'stride'] },
      size: { op: 'Mul', inputs: ['slice', 'factors'] },
      y: {
        op: 'ResizeBilinear',
        inputs: ['x', 'size'],
        attr: { align_corners: attributes.bool(false), half_pixel_centers: attributes.bool(true) },
      },
    },
  },
  feeds: { x: X },
};

const toTheSizeOfAnother: OperatorCase = {
  title: 'ResizeBilinear to a size known when the model runs',
  graph: {
    inputs: { x: FREE, size: { shape: [2], dtype: 'int32' } },
    nodes: {
      y: {
        op: 'ResizeBilinear',
        inputs: ['x', 'size'],
        attr: { align_corners: attributes.bool(false), half_pixel_centers: attributes.bool(true) },
      },
    },
  },
  feeds: { x: X, size: { dtype: 'int32', shape: [2], values: [7, 9] } },
};

const paddings = { shape: [4, 2], values: [0, 0, 1, 2, 3, 0, 0, 1], dtype: 'int32' } as const;

const pads: readonly OperatorCase[] = [
  {
    title: 'Pad with zeros',
    graph: { inputs: { x: X }, weights: { paddings }, nodes: { y: { op: 'Pad', inputs: ['x', 'paddings'] } } },
    feeds: { x: X },
  },
  {
    title: 'PadV2 with a value, after an operator that left the picture channels-first',
    graph: {
      inputs: { x: X },
      weights: { paddings, fill: { shape: [], values: [-9] } },
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
        y: { op: 'PadV2', inputs: ['pool', 'paddings', 'fill'] },
      },
    },
    feeds: { x: X },
  },
];

describe('operators on pictures give what TFJS gives', () => {
  describeOperators(spatialOperators, [
    resizeTo(8, 12),
    resizeTo(8, 12, { half: true }),
    resizeTo(8, 12, { align: true }),
    resizeTo(6, 7, { half: true }),
    resizeTo(3, 5),
    resizeTo(2, 3),
    resizeTo(2, 3, { half: true }),
    resizeTo(8, 12, { half: true, free: true }),
    upsampling,
    toTheSizeOfAnother,
    ...pads,
  ]);
});
