import { dimAt, normalizeAxis } from '../shape.js';
import { count, type ConstTensor } from '../tensor.js';
import { constantValue, logicalValue, rankOf, type Value } from '../value.js';
import type { OperatorContext, Operators } from './operator.js';

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
  const gathered = graph.emit('GatherND', [graph.logical(input), graph.logical(indices)], name);
  return logicalValue(name, gathered, input.dtype, [...indices.shape.slice(0, -1), ...input.shape.slice(depth)]);
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
