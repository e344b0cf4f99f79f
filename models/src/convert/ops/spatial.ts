import { NHWC_TO_NCHW, dimAt, mapDim, type Dim } from '../shape.js';
import { channelsFirstValue, logicalValue, prefersChannelsFirst, rankOf, type Value } from '../value.js';
import type { OperatorContext, Operators } from './operator.js';

export const spatialOperators: Operators = {
  ResizeBilinear: resizeBilinear,
  Pad: pad,
  PadV2: pad,
};

function resizeBilinear(context: OperatorContext): Value {
  const { graph, name, attributes } = context;
  const picture = context.input(0);
  const channelsFirst = graph.channelsFirst(picture);
  const { scales, size } = target(context, picture);
  const onnx = { mode: 'linear', coordinate_transformation_mode: coordinates(context) };
  const shape = [dimAt(picture.shape, 0), ...size, dimAt(picture.shape, 3)];
  if (scales && !attributes.bool('align_corners', false)) {
    const factors = graph.floats(`${name}/scales`, [4], Float32Array.of(1, 1, ...scales));
    return channelsFirstValue(name, graph.emit('Resize', [channelsFirst, '', factors], name, onnx), 'float32', shape);
  }
  const pictureShape = graph.emit('Shape', [channelsFirst], `${name}/shape`);
  const kept = graph.emit('Slice', [pictureShape, graph.ints([0]), graph.ints([2])], `${name}/kept`);
  const sizes = graph.emit('Concat', [kept, graph.logical(context.input(1))], `${name}/sizes`, { axis: 0 });
  return channelsFirstValue(name, graph.emit('Resize', [channelsFirst, '', '', sizes], name, onnx), 'float32', shape);
}

function coordinates({ attributes }: OperatorContext): string {
  if (attributes.bool('align_corners', false)) return 'align_corners';
  return attributes.bool('half_pixel_centers', false) ? 'half_pixel' : 'asymmetric';
}

/**
 * The height and width to resize to, and the factors that lead there where they are whole, or one by a whole number: those
 * run faster and are exact.
 */
function target(context: OperatorContext, picture: Value): { scales?: readonly number[]; size: [Dim, Dim] } {
  const [height, width] = [dimAt(picture.shape, 1), dimAt(picture.shape, 2)];
  if (context.input(1).constant) {
    const [toHeight = 0, toWidth = 0] = context.constantInput(1);
    const scales = [mapDim(height, (from) => toHeight / from), mapDim(width, (from) => toWidth / from)];
    const whole = scales.filter(
      (scale) => scale !== null && (Number.isInteger(scale) || Number.isInteger(1 / scale))
    ) as number[];
    return { ...(whole.length === 2 && { scales: whole }), size: [toHeight, toWidth] };
  }
  const scales = upsamplingFactors(context);
  if (!scales) return { size: [null, null] };
  const [vertical = 1, horizontal = 1] = scales;
  return { scales, size: [mapDim(height, (from) => from * vertical), mapDim(width, (from) => from * horizontal)] };
}

/** Recognises `size = Shape(picture)[1:3] * factors`, which is how Keras writes up-sampling of free-sized pictures. */
function upsamplingFactors(context: OperatorContext): readonly number[] | undefined {
  const product = context.producer(context.inputName(1));
  if (product?.op !== 'Mul') return undefined;
  const slice = context.producer(product.inputs[0]);
  const shape = context.producer(slice?.inputs[0]);
  const isUpsampling =
    slice?.op === 'StridedSlice' && shape?.op === 'Shape' && shape.inputs[0] === context.inputName(0);
  const factors = product.inputs[1];
  if (!isUpsampling || factors === undefined) return undefined;
  const { constant } = context.value(factors);
  return constant && Array.from(constant.data);
}

function pad(context: OperatorContext): Value {
  const { graph, name } = context;
  const input = context.input(0);
  const paddings = context.constantInput(1);
  const fill = context.inputs.length > 2 ? [graph.logical(context.input(2))] : [];
  const channelsFirst = prefersChannelsFirst(input);
  const axes = channelsFirst ? NHWC_TO_NCHW : Array.from({ length: rankOf(input) }, (_, axis) => axis);
  const pads = graph.ints([
    ...axes.map((axis) => paddings[2 * axis] ?? 0),
    ...axes.map((axis) => paddings[2 * axis + 1] ?? 0),
  ]);
  const shape = input.shape.map((dim, axis) =>
    mapDim(dim, (size) => size + (paddings[2 * axis] ?? 0) + (paddings[2 * axis + 1] ?? 0))
  );
  const source = channelsFirst ? graph.channelsFirst(input) : graph.logical(input);
  const padded = graph.emit('Pad', [source, pads, ...fill], name);
  const result = channelsFirst ? channelsFirstValue : logicalValue;
  return result(name, padded, input.dtype, shape);
}
