/** @jest-environment ./src/testing/host-environment.ts */
import { attributes, tfjsModel, type Graph } from '../../testing/graphs.js';
import { describeOperators, floats, type OperatorCase } from '../../testing/operators.js';
import { convert } from '../index.js';
import { convolutionOperators } from './convolution.js';

interface Window {
  readonly size: number;
  readonly stride: number;
  readonly padding: 'SAME' | 'VALID';
  readonly dilation?: number;
}

const X = floats(1, 7, 10, 3);
const BIAS = { shape: [4], values: [0.5, -0.5, 0, 3] };

const WINDOWS: readonly Window[] = [
  { size: 3, stride: 1, padding: 'SAME' },
  { size: 3, stride: 2, padding: 'SAME' },
  { size: 2, stride: 2, padding: 'SAME' },
  { size: 3, stride: 2, padding: 'VALID' },
  { size: 3, stride: 1, padding: 'SAME', dilation: 2 },
];

function convolution(op: string, window: Window, options: { fused?: string[]; free?: boolean } = {}): OperatorCase {
  const { size, stride, padding, dilation = 1 } = window;
  const { fused, free = false } = options;
  const depthwise = op.includes('Depthwise');
  const outputs = depthwise ? 2 : 4;
  const graph: Graph = {
    inputs: { x: free ? { shape: [1, null, null, 3] } : X },
    weights: {
      kernel: { shape: [size, size, 3, outputs], values: floats(size, size, 3, outputs).values },
      bias: depthwise ? { shape: [6], values: [0.5, -0.5, 0, 3, 1, -1] } : BIAS,
    },
    nodes: {
      y: {
        op,
        inputs: fused ? ['x', 'kernel', 'bias'] : ['x', 'kernel'],
        attr: {
          strides: attributes.ints(1, stride, stride, 1),
          dilations: attributes.ints(1, dilation, dilation, 1),
          padding: attributes.string(padding),
          data_format: attributes.string('NHWC'),
          ...(fused && { fused_ops: attributes.strings(...fused), num_args: attributes.int(1) }),
        },
      },
    },
  };
  const how = `${size}×${size} / ${stride}, ${padding}, dilation ${dilation}`;
  const title = `${op} ${how} ${fused?.join('+') ?? ''} ${free ? 'over a picture of free size' : ''}`;
  return { title, graph, feeds: { x: X } };
}

function maxPool(window: Window, free = false): OperatorCase {
  const { size, stride, padding } = window;
  return {
    title: `MaxPool ${size}×${size} / ${stride}, ${padding} ${free ? 'over a picture of free size' : ''}`,
    graph: {
      inputs: { x: free ? { shape: [1, null, null, 3] } : X },
      nodes: {
        y: {
          op: 'MaxPool',
          inputs: ['x'],
          attr: {
            ksize: attributes.ints(1, size, size, 1),
            strides: attributes.ints(1, stride, stride, 1),
            padding: attributes.string(padding),
          },
        },
      },
    },
    feeds: { x: X },
  };
}

const strided: Window = { size: 3, stride: 2, padding: 'SAME' };
const plain: Window = { size: 3, stride: 1, padding: 'SAME' };

describe('convolutions and pools give what TFJS gives', () => {
  describeOperators(convolutionOperators, [
    ...WINDOWS.map((window) => convolution('Conv2D', window)),
    ...WINDOWS.map((window) => convolution('Conv2D', window, { free: true })),
    ...WINDOWS.map((window) => convolution('DepthwiseConv2dNative', window)),
    convolution('_FusedConv2D', plain, { fused: ['BiasAdd'] }),
    convolution('_FusedConv2D', strided, { fused: ['BiasAdd', 'Relu'] }),
    convolution('_FusedConv2D', strided, { fused: ['BiasAdd', 'Relu6'], free: true }),
    convolution('FusedDepthwiseConv2dNative', plain, { fused: ['BiasAdd', 'Relu6'] }),
    maxPool(strided),
    maxPool(strided, true),
    maxPool({ size: 3, stride: 2, padding: 'VALID' }),
  ]);
});

describe('what is not translated is refused by name', () => {
  const refusal = (graph: Graph): string => {
    const { json, weights } = tfjsModel(graph);
    try {
      convert(json, weights);
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
    return 'converted';
  };

  test('another fused activation', () => {
    const { graph } = convolution('_FusedConv2D', plain, { fused: ['BiasAdd', 'Elu'] });
    expect(refusal(graph)).toBe(
      'UnsupportedUseError: operator _FusedConv2D (node `y`): the fused activation Elu is not supported'
    );
  });

  test('explicit padding', () => {
    const { graph } = convolution('Conv2D', { ...plain, padding: 'EXPLICIT' as 'SAME' });
    expect(refusal(graph)).toBe('UnsupportedUseError: operator Conv2D (node `y`): EXPLICIT padding is not supported');
  });

  test('a kernel that is computed', () => {
    const { graph } = convolution('Conv2D', plain);
    const computed: Graph = { ...graph, inputs: { ...graph.inputs, kernel: { shape: [3, 3, 3, 4] } }, weights: {} };
    expect(refusal(computed)).toContain('a kernel that is not a constant of rank 4 is not supported');
  });

  test('pictures with the channels in front', () => {
    const { graph } = convolution('Conv2D', plain);
    const node = graph.nodes?.y;
    const nchw = { ...node?.attr, data_format: attributes.string('NCHW') };
    expect(refusal({ ...graph, nodes: { y: { op: 'Conv2D', inputs: ['x', 'kernel'], attr: nchw } } })).toContain(
      'a layout other than NHWC is not supported'
    );
  });
});
