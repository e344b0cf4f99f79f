import {
  NCHW_TO_NHWC,
  NHWC_TO_NCHW,
  dimAt,
  elementCount,
  insertDim,
  mapDim,
  normalizeAxis,
  withoutAxes,
} from '../shape.js';
import type { Dim } from '../shape.js';
import { channelsFirstValue, logicalValue, prefersChannelsFirst, rankOf, type Value } from '../value.js';
import type { OperatorContext, Operators } from './operator.js';
import { pointwiseChain } from './pointwise.js';

/** Operators that ask for a shape, change it, or make a tensor of a given shape. */
export const shapeOperators: Operators = {
  Shape: shapeOf,
  Size: size,
  Reshape: reshape,
  Squeeze: squeeze,
  ExpandDims: expandDims,
  Transpose: transpose,
  Tile: tile,
  Fill: fill,
  Range: range,
};

function shapeOf(context: OperatorContext): Value {
  const { graph, name } = context;
  const chain = pointwiseChain(context, context.inputName(0));
  if (chain) {
    // The shape of what 1×1 convolutions read, but for the channels: to know it, nothing has to be computed.
    const picture = graph.emit('Shape', [graph.channelsFirst(chain.source)], `${name}/nchw`);
    const sides = graph.emit('Gather', [picture, graph.ints([0, 2, 3])], `${name}/sides`, { axis: 0 });
    const whole = graph.emit('Concat', [sides, graph.ints([chain.channels])], name, { axis: 0 });
    return logicalValue(name, whole, 'int32', [4]);
  }
  const input = context.input(0);
  const shape = [rankOf(input)];
  if (!prefersChannelsFirst(input)) {
    return logicalValue(name, graph.emit('Shape', [graph.logical(input)], name), 'int32', shape);
  }
  // Reordering four numbers instead of transposing a picture.
  const channelsFirst = graph.emit('Shape', [graph.channelsFirst(input)], `${name}/nchw`);
  const order = graph.ints(NCHW_TO_NHWC);
  return logicalValue(name, graph.emit('Gather', [channelsFirst, order], name, { axis: 0 }), 'int32', shape);
}

function size(context: OperatorContext): Value {
  const { graph, name } = context;
  return logicalValue(name, graph.emit('Size', [graph.logical(context.input(0))], name), 'int32', []);
}

function reshape(context: OperatorContext): Value {
  const { graph, name } = context;
  const [input, target] = [context.input(0), context.input(1)];
  const reshaped = graph.emit('Reshape', [graph.logical(input), graph.logical(target)], name);
  return logicalValue(name, reshaped, input.dtype, reshapedTo(input, target));
}

/** The shape that `target` asks for; its -1 is worked out where the rest is known. */
function reshapedTo(input: Value, target: Value): Dim[] {
  const wanted: readonly Dim[] = target.constant
    ? Array.from(target.constant.data)
    : (target.elements ?? Array.from({ length: dimAt(target.shape, 0) ?? 0 }, () => null));
  const others = elementCount(wanted.filter((dim) => dim !== -1));
  const total = elementCount(input.shape);
  return wanted.map((dim) => {
    if (dim !== -1) return dim;
    return total === null || others === null ? null : total / others;
  });
}

function squeeze(context: OperatorContext): Value {
  const { graph, name } = context;
  const input = context.input(0);
  const given = context.attributes.ints('squeeze_dims', []);
  const axes =
    given.length > 0
      ? given.map((axis) => normalizeAxis(axis, rankOf(input)))
      : input.shape.flatMap((dim, axis) => (dim === 1 ? [axis] : []));
  const squeezed = graph.emit('Squeeze', [graph.logical(input), graph.ints(axes)], name);
  return logicalValue(name, squeezed, input.dtype, withoutAxes(input.shape, axes));
}

function expandDims(context: OperatorContext): Value {
  const { graph, name } = context;
  const input = context.input(0);
  const axis = normalizeAxis(context.constantScalar(1), rankOf(input) + 1);
  const expanded = graph.emit('Unsqueeze', [graph.logical(input), graph.ints([axis])], name);
  return logicalValue(name, expanded, input.dtype, insertDim(input.shape, axis, 1));
}

/** A transpose between the two layouts of pictures is not computed: the value's other form is the result. */
function transpose(context: OperatorContext): Value {
  const { graph, name } = context;
  const input = context.input(0);
  const perm = context.constantInput(1);
  const shape = perm.map((axis) => dimAt(input.shape, axis));
  if (perm.join() === NHWC_TO_NCHW.join()) return logicalValue(name, graph.channelsFirst(input), input.dtype, shape);
  if (perm.join() === NCHW_TO_NHWC.join()) return channelsFirstValue(name, graph.logical(input), input.dtype, shape);
  return logicalValue(name, graph.emit('Transpose', [graph.logical(input)], name, { perm }), input.dtype, shape);
}

function tile(context: OperatorContext): Value {
  const { graph, name } = context;
  const input = context.input(0);
  const repeats = context.constantInput(1);
  const tiled = graph.emit('Tile', [graph.logical(input), graph.ints(repeats)], name);
  const shape = input.shape.map((dim, axis) => mapDim(dim, (from) => from * (repeats[axis] ?? 1)));
  return logicalValue(name, tiled, input.dtype, shape);
}

function fill(context: OperatorContext): Value {
  const { graph, name } = context;
  const [shape, content] = [context.input(0), context.input(1)];
  const filled = graph.emit('Expand', [graph.logical(content), graph.logical(shape)], name);
  const dims: Dim[] = shape.constant
    ? Array.from(shape.constant.data)
    : Array.from({ length: dimAt(shape.shape, 0) ?? 0 }, () => null);
  return logicalValue(name, filled, content.dtype, dims);
}

function range(context: OperatorContext): Value {
  const { graph, name } = context;
  const bounds = context.inputs.map((input) => graph.logical(input));
  return logicalValue(name, graph.emit('Range', bounds, name), context.input(0).dtype, [null]);
}
