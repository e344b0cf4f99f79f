import { channelsFirstAxis, dimAt, normalizeAxis, withoutAxes } from '../shape.js';
import { channelsFirstValue, logicalValue, prefersChannelsFirst, rankOf, type Value } from '../value.js';
import type { Operator, OperatorContext, Operators } from './operator.js';

export const reductionOperators: Operators = {
  Max: reduction('ReduceMax'),
  Mean: reduction('ReduceMean'),
  Sum: reduction('ReduceSum'),
  ArgMax: argMax,
  TopKV2: topK,
};

function reduction(onnxOp: 'ReduceMax' | 'ReduceMean' | 'ReduceSum'): Operator {
  return (context) => {
    const { graph, name } = context;
    const input = context.input(0);
    const axes = context.constantInput(1).map((axis) => normalizeAxis(axis, rankOf(input)));
    const keep = context.attributes.bool('keep_dims', false);
    const channelsFirst = keep && prefersChannelsFirst(input);
    const source = channelsFirst ? graph.channelsFirst(input) : graph.logical(input);
    const sourceAxes = channelsFirst ? axes.map(channelsFirstAxis) : axes;
    // Of the three, opset 13 takes the axes as an input for ReduceSum only.
    const reduced =
      onnxOp === 'ReduceSum'
        ? graph.emit(onnxOp, [source, graph.ints(sourceAxes)], name, { keepdims: Number(keep) })
        : graph.emit(onnxOp, [source], name, { axes: sourceAxes, keepdims: Number(keep) });
    const shape = keep
      ? input.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
      : withoutAxes(input.shape, axes);
    const result = channelsFirst ? channelsFirstValue : logicalValue;
    return result(name, reduced, input.dtype, shape);
  };
}

function argMax(context: OperatorContext): Value {
  const { graph, name } = context;
  const input = context.input(0);
  const axis = normalizeAxis(context.constantScalar(1), rankOf(input));
  const largest = graph.emit('ArgMax', [graph.logical(input)], name, { axis, keepdims: 0 });
  return logicalValue(name, largest, 'int32', withoutAxes(input.shape, [axis]));
}

function topK(context: OperatorContext): Value[] {
  const { graph, name } = context;
  const input = context.input(0);
  const k = context.constantScalar(1);
  const attributes = { axis: -1, largest: 1, sorted: 1 };
  const [values = '', indices = ''] = graph.emitMany(
    'TopK',
    [graph.logical(input), graph.ints([k])],
    name,
    2,
    attributes
  );
  const rank = rankOf(input);
  const shape = input.shape.map((_, axis) => (axis === rank - 1 ? k : dimAt(input.shape, axis)));
  return [logicalValue(name, values, input.dtype, shape), logicalValue(`${name}:1`, indices, 'int32', shape)];
}
