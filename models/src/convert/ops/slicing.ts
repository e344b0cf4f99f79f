import type { Dim, Shape } from '../shape.js';
import { logicalValue, type Value } from '../value.js';
import type { OperatorContext, Operators } from './operator.js';

export const slicingOperators: Operators = {
  StridedSlice: stridedSlice,
};

/** Stands for "to the end" in ONNX's Slice. */
const END = 2147483647;

/** What a strided slice does to one axis of its input. */
interface AxisSlice {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
  /** The axis is indexed, not sliced: it disappears. */
  readonly shrink: boolean;
}

/** `x[begin:end:stride]`: a Slice, then Squeeze for the axes that were indexed, then Unsqueeze for those added. */
function stridedSlice(context: OperatorContext): Value {
  const { graph, name } = context;
  const input = context.input(0);
  const { slices, added } = readSlices(context);
  const cuts = slices.filter(({ start, end, step }) => start !== 0 || end !== END || step !== 1);
  const shrunk = slices.filter(({ shrink }) => shrink).map(({ axis }) => axis);

  let tensor = graph.logical(input);
  if (cuts.length > 0) {
    const parameters = [
      cuts.map(({ start }) => start),
      cuts.map(({ end }) => end),
      cuts.map(({ axis }) => axis),
      cuts.map(({ step }) => step),
    ].map((values) => graph.ints(values));
    tensor = graph.emit('Slice', [tensor, ...parameters], `${name}/slice`);
  }
  if (shrunk.length > 0) tensor = graph.emit('Squeeze', [tensor, graph.ints(shrunk)], `${name}/squeeze`);
  if (added.length > 0) tensor = graph.emit('Unsqueeze', [tensor, graph.ints(added)], `${name}/unsqueeze`);
  return logicalValue(name, tensor, input.dtype, slicedShape(input.shape, slices, added));
}

/** Reads begin, end, strides and their masks: the slice of each axis they speak of, and where new axes go. */
function readSlices(context: OperatorContext): { slices: AxisSlice[]; added: number[] } {
  const { attributes } = context;
  const [begin, end, strides] = [context.constantInput(1), context.constantInput(2), context.constantInput(3)];
  const bit = (mask: string, i: number): boolean => ((attributes.int(mask, 0) >> i) & 1) === 1;
  if (attributes.int('ellipsis_mask', 0) !== 0) throw context.unsupported('an ellipsis');
  if (strides.some((stride) => stride < 1)) throw context.unsupported('a stride below 1');

  const slices: AxisSlice[] = [];
  const added: number[] = [];
  let axis = 0;
  let resultAxis = 0;
  for (const [i, from = 0] of begin.entries()) {
    if (bit('new_axis_mask', i)) {
      added.push(resultAxis++);
      continue;
    }
    const shrink = bit('shrink_axis_mask', i);
    if (shrink) {
      slices.push({ axis, start: from, end: from === -1 ? END : from + 1, step: 1, shrink });
    } else {
      const start = bit('begin_mask', i) ? 0 : from;
      slices.push({ axis, start, end: bit('end_mask', i) ? END : (end[i] ?? END), step: strides[i] ?? 1, shrink });
      resultAxis++;
    }
    axis++;
  }
  return { slices, added };
}

function slicedShape(input: Shape, slices: readonly AxisSlice[], added: readonly number[]): Dim[] {
  const shape = input.flatMap((dim, axis) => {
    const slice = slices.find((candidate) => candidate.axis === axis);
    if (!slice) return [dim];
    return slice.shrink ? [] : [slicedDim(dim, slice)];
  });
  for (const axis of added) shape.splice(axis, 0, 1);
  return shape;
}

function slicedDim(dim: Dim, { start, end, step }: AxisSlice): Dim {
  if (dim === null) return start === 0 && end === END && step === 1 ? dim : null;
  const within = (position: number): number => Math.min(Math.max(position < 0 ? position + dim : position, 0), dim);
  return Math.max(0, Math.ceil((within(end) - within(start)) / step));
}
