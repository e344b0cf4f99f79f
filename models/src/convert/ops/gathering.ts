import { dimAt, normalizeAxis } from '../shape.js';
import { count, type ConstTensor } from '../tensor.js';
import { constantValue, logicalValue, rankOf, type Value } from '../value.js';
import type { OperatorContext, Operators } from './operator.js';
import { pointwiseChain, pointwiseRows, type PointwiseChain } from './pointwise.js';

/** Operators that pick elements by index, or put them there. */
export const gatheringOperators: Operators = {
  GatherNd: gatherNd,
  GatherV2: gather,
  SparseToDense: sparseToDense,
};

function gatherNd(context: OperatorContext): Value {
  const { graph, name } = context;
  const [input, indices] = [context.input(0), context.input(1)];
  const depth = dimAt(indices.shape, rankOf(indices) - 1);
  if (depth === null) throw context.unsupported('indices of unknown depth');
  const gathered =
    gatherBeforeConvolutions(context, depth) ??
    graph.emit('GatherND', [graph.logical(input), graph.logical(indices)], name);
  return logicalValue(name, gathered, input.dtype, [...indices.shape.slice(0, -1), ...input.shape.slice(depth)]);
}

/**
 * A few places of what 1×1 convolutions make of a whole picture: the convolutions are applied to those places alone. Null
 * where something else is gathered.
 */
function gatherBeforeConvolutions(context: OperatorContext, depth: number): string | null {
  const { graph, name } = context;
  const indices = graph.logical(context.input(1));
  const viaNode = context.producer(context.inputName(0));
  const direct = pointwiseChain(context, context.inputName(0));
  if (direct) {
    if (depth !== 3) return null;
    const places = graph.emit('GatherND', [graph.logical(direct.source), indices], `${name}/places`);
    return pointwiseRows(context, direct, places);
  }
  const chain = pointwiseChain(context, viaNode?.inputs[0]);
  if (!viaNode || !chain) return null;
  if (viaNode.op === 'Squeeze' && viaNode.attributes.ints('squeeze_dims', []).join() === '0' && depth === 2) {
    const source = graph.emit('Squeeze', [graph.logical(chain.source), graph.ints([0])], `${name}/picture`);
    return pointwiseRows(context, chain, graph.emit('GatherND', [source, indices], `${name}/places`));
  }
  return viaNode.op === 'Reshape' && depth === 3 ? gatherPart(context, chain, viaNode.inputs[1]) : null;
}

/** The same where the channels were divided in two and the third index picks a part. Null for other shapes. */
function gatherPart(context: OperatorContext, chain: PointwiseChain, target: string | undefined): string | null {
  const { graph, name } = context;
  const [shape, indices] = [context.value(target ?? ''), context.input(1)];
  const [, , parts, size] = shape.elements ?? [];
  const inputChannels = dimAt(chain.source.shape, 3);
  const dividesChannels = parts && size && parts * size === chain.channels;
  if (shape.elements?.length !== 4 || !dividesChannels || inputChannels === null || rankOf(indices) !== 2) return null;
  const slice = (tensor: string, begin: number, end: number, axis: number, what: string): string => {
    const inputs = [tensor, graph.ints([begin]), graph.ints([end]), graph.ints([axis])];
    return graph.emit('Slice', inputs, `${name}/${what}`);
  };
  const grid = slice(graph.logical(shape), 0, 2, 0, 'grid');
  const whole = graph.emit('Concat', [grid, graph.ints([inputChannels])], `${name}/shape`, { axis: 0 });
  const picture = graph.emit('Reshape', [graph.logical(chain.source), whole], `${name}/picture`);
  const place = slice(graph.logical(indices), 0, 2, 1, 'place');
  const rows = pointwiseRows(context, chain, graph.emit('GatherND', [picture, place], `${name}/places`));
  const divided = graph.emit('Reshape', [rows, graph.ints([-1, parts, size])], `${name}/parts`);
  const part = slice(graph.logical(indices), 2, 3, 1, 'part');
  return graph.emit('GatherND', [divided, part], name, { batch_dims: 1 });
}

function gather(context: OperatorContext): Value {
  const { graph, name } = context;
  const [input, indices] = [context.input(0), context.input(1)];
  if (context.attributes.int('batch_dims', 0) !== 0) throw context.unsupported('batch_dims');
  const axis = normalizeAxis(context.constantScalar(2), rankOf(input));
  const gathered = graph.emit('Gather', [graph.logical(input), graph.logical(indices)], name, { axis });
  const shape = [...input.shape.slice(0, axis), ...indices.shape, ...input.shape.slice(axis + 1)];
  return logicalValue(name, gathered, input.dtype, shape);
}

/** Exporters write constant shapes this way; it is worked out here and leaves no node. */
function sparseToDense(context: OperatorContext): Value {
  const indices = context.input(0);
  const flatIndices = context.constantInput(0);
  const shape = context.constantInput(1);
  const values = context.constantInput(2);
  const { dtype } = context.input(2);
  const elements = Array<number>(count(shape)).fill(context.constantScalar(3));
  const rows = rankOf(indices) === 0 ? 1 : (dimAt(indices.shape, 0) ?? 0);
  const width = rankOf(indices) < 2 ? 1 : (dimAt(indices.shape, 1) ?? 0);
  for (let row = 0; row < rows; row++) {
    const position = flatIndices.slice(row * width, (row + 1) * width);
    const offset = position.reduce((sum, index, axis) => sum * (shape[axis] ?? 1) + index, 0);
    elements[offset] = values[values.length === 1 ? 0 : row] ?? 0;
  }
  return constantValue(context.name, denseTensor(dtype, shape, elements));
}

function denseTensor(dtype: ConstTensor['dtype'], shape: number[], elements: number[]): ConstTensor {
  return { dtype, shape, data: dtype === 'float32' ? Float32Array.from(elements) : Int32Array.from(elements) };
}
