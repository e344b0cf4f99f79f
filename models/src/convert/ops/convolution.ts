import type { OnnxAttribute } from '../onnx.js';
import { dimAt, mapDim, type Dim, type Shape } from '../shape.js';
import { transpose, type ConstTensor } from '../tensor.js';
import { channelsFirstValue, type Value } from '../value.js';
import { relu6 } from './elementwise.js';
import type { OperatorContext, Operators } from './operator.js';

export const convolutionOperators: Operators = {
  Conv2D: (context) => convolution(context, false),
  _FusedConv2D: (context) => convolution(context, false),
  DepthwiseConv2dNative: (context) => convolution(context, true),
  FusedDepthwiseConv2dNative: (context) => convolution(context, true),
  MaxPool: maxPool,
};

type Pair = readonly [number, number];

function convolution(context: OperatorContext, depthwise: boolean): Value {
  const { graph, name, attributes } = context;
  const [picture, kernelValue] = [context.input(0), context.input(1)];
  if (attributes.string('data_format', 'NHWC') !== 'NHWC') throw context.unsupported('a layout other than NHWC');
  const { constant } = kernelValue;
  if (constant?.shape.length !== 4) throw context.unsupported('a kernel that is not a constant of rank 4');

  const kernel = onnxKernel(constant, depthwise);
  const [outputChannels = 0, , height = 0, width = 0] = kernel.shape;
  const strides = spatial(attributes.ints('strides'));
  const dilations = spatial(attributes.ints('dilations', [1, 1, 1, 1]));
  const extent: Pair = [(height - 1) * dilations[0] + 1, (width - 1) * dilations[1] + 1];
  const window = windowOver(context, picture.shape, extent, strides);

  const fused = attributes.strings('fused_ops', []);
  const hasBias = fused[0] === 'BiasAdd';
  const activation = hasBias ? fused[1] : fused[0];
  const inputs = [
    graph.channelsFirst(picture),
    graph.floats(kernelValue.name, kernel.shape, Float32Array.from(kernel.data)),
    ...(hasBias ? [graph.logical(context.input(2))] : []),
  ];
  const group = depthwise ? (constant.shape[2] ?? 1) : 1;
  const convolved = graph.emit('Conv', inputs, activation === undefined ? name : `${name}/conv`, {
    kernel_shape: [height, width],
    strides,
    dilations,
    group,
    ...window.attributes,
  });
  const shape = [dimAt(picture.shape, 0), ...window.output, outputChannels];
  return channelsFirstValue(name, activate(context, convolved, activation, name), 'float32', shape);
}

/** TensorFlow keeps kernels as height, width, in, out (× multiplier if depthwise); ONNX as out, in, height, width. */
function onnxKernel(kernel: ConstTensor, depthwise: boolean): ConstTensor {
  if (!depthwise) return transpose(kernel, [3, 2, 0, 1]);
  const { dtype, data, shape } = transpose(kernel, [2, 3, 0, 1]);
  const [channels = 0, multiplier = 0, height = 0, width = 0] = shape;
  return { dtype, data, shape: [channels * multiplier, 1, height, width] };
}

/** The tensor after the activation that a convolution was fused with; `name` is that of what comes out. */
export function activate(
  context: OperatorContext,
  tensor: string,
  activation: string | undefined,
  name: string
): string {
  switch (activation) {
    case undefined:
      return tensor;
    case 'Relu':
      return context.graph.emit('Relu', [tensor], name);
    case 'Relu6':
      return relu6(context.graph, tensor, name);
    default:
      throw context.unsupported(`the fused activation ${activation}`);
  }
}

function maxPool(context: OperatorContext): Value {
  const { graph, name, attributes } = context;
  const picture = context.input(0);
  const kernel = spatial(attributes.ints('ksize'));
  const strides = spatial(attributes.ints('strides'));
  const window = windowOver(context, picture.shape, kernel, strides);
  const pooled = graph.emit('MaxPool', [graph.channelsFirst(picture)], name, {
    kernel_shape: kernel,
    strides,
    ...window.attributes,
  });
  const shape = [dimAt(picture.shape, 0), ...window.output, dimAt(picture.shape, 3)];
  return channelsFirstValue(name, pooled, picture.dtype, shape);
}

/** Height and width of an attribute that has one entry per NHWC axis. */
function spatial(perAxis: readonly number[]): Pair {
  const [, height = 1, width = 1] = perAxis;
  return [height, width];
}

/** How a window of `extent` slides over a picture: ONNX's padding attributes, and the height and width that come out. */
function windowOver(
  context: OperatorContext,
  picture: Shape,
  extent: Pair,
  strides: Pair
): { attributes: Readonly<Record<string, OnnxAttribute>>; output: [Dim, Dim] } {
  const padding = context.attributes.string('padding');
  const vertical: Axis = { size: dimAt(picture, 1), extent: extent[0], stride: strides[0] };
  const horizontal: Axis = { size: dimAt(picture, 2), extent: extent[1], stride: strides[1] };
  if (padding === 'VALID') return { attributes: {}, output: [validSteps(vertical), validSteps(horizontal)] };
  if (padding !== 'SAME') throw context.unsupported(`${padding} padding`);

  const output: [Dim, Dim] = [sameSteps(vertical), sameSteps(horizontal)];
  const [rows, columns] = [samePadding(vertical), samePadding(horizontal)];
  // The same rule as TensorFlow's, applied when the size is known.
  if (rows === null || columns === null) return { attributes: { auto_pad: 'SAME_UPPER' }, output };
  return { attributes: { pads: [rows >> 1, columns >> 1, rows - (rows >> 1), columns - (columns >> 1)] }, output };
}

interface Axis {
  readonly size: Dim;
  readonly extent: number;
  readonly stride: number;
}

function validSteps({ size, extent, stride }: Axis): Dim {
  return mapDim(size, (known) => Math.floor((known - extent) / stride) + 1);
}

function sameSteps({ size, stride }: Axis): Dim {
  return mapDim(size, (known) => Math.ceil(known / stride));
}

/** How much SAME padding adds along an axis. With stride 1 it does not depend on the size. */
function samePadding({ size, extent, stride }: Axis): Dim {
  if (stride === 1) return extent - 1;
  return mapDim(size, (known) => Math.max(0, (Math.ceil(known / stride) - 1) * stride + extent - known));
}
