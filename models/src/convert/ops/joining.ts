import { channelsFirstAxis, dimAt, insertDim, mapDim, normalizeAxis, withoutAxes, type Dim } from '../shape.js';
import { channelsFirstValue, logicalValue, prefersChannelsFirst, rankOf, type Value } from '../value.js';
import type { OperatorContext, Operators } from './operator.js';

/** Operators that join tensors or take them apart. */
export const joiningOperators: Operators = {
  ConcatV2: concat,
  Pack: pack,
  Split: (context) => split(context, context.input(1), context.constantScalar(0)),
  SplitV: (context) => split(context, context.input(0), context.constantScalar(2), context.constantInput(1)),
  Unpack: unpack,
};

function concat(context: OperatorContext): Value {
  const { graph, name } = context;
  const parts = context.inputs.slice(0, -1);
  const first = context.input(0);
  const axis = normalizeAxis(context.constantScalar(parts.length), rankOf(first));
  const channelsFirst = parts.some(prefersChannelsFirst);
  const tensors = parts.map((part) => (channelsFirst ? graph.channelsFirst(part) : graph.logical(part)));
  const joined = graph.emit('Concat', tensors, name, { axis: channelsFirst ? channelsFirstAxis(axis) : axis });
  const shape = first.shape.map((_, i) => {
    const dims = parts.map((part) => dimAt(part.shape, i));
    return i === axis ? sum(dims) : (dims.find((dim) => dim !== null) ?? null);
  });
  const result = channelsFirst ? channelsFirstValue : logicalValue;
  return result(name, joined, first.dtype, shape);
}

function pack(context: OperatorContext): Value {
  const { graph, name, inputs } = context;
  const first = context.input(0);
  const axis = normalizeAxis(context.attributes.int('axis', 0), rankOf(first) + 1);
  const parts = inputs.map((input, i) =>
    graph.emit('Unsqueeze', [graph.logical(input), graph.ints([axis])], `${name}/part${i}`)
  );
  const packed = graph.emit('Concat', parts, name, { axis });
  const value = logicalValue(name, packed, first.dtype, insertDim(first.shape, axis, inputs.length));
  if (rankOf(first) > 0) return value;
  return { ...value, elements: inputs.map((input) => input.constant?.data[0] ?? null) };
}

function unpack(context: OperatorContext): Value[] {
  const { graph, name } = context;
  const input = context.input(0);
  const axis = normalizeAxis(context.attributes.int('axis', 0), rankOf(input));
  const parts = graph.emitMany('Split', [graph.logical(input)], `${name}/parts`, context.attributes.int('num'), {
    axis,
  });
  return parts.map((part, i) => {
    const output = outputName(name, i);
    const unpacked = graph.emit('Squeeze', [part, graph.ints([axis])], output);
    return logicalValue(output, unpacked, input.dtype, withoutAxes(input.shape, [axis]));
  });
}

/** Splits into parts of the given sizes; without sizes, into `num_split` equal ones. */
function split(context: OperatorContext, input: Value, axisFromEitherEnd: number, sizes?: readonly number[]): Value[] {
  const { graph, name } = context;
  const axis = normalizeAxis(axisFromEitherEnd, rankOf(input));
  const count = context.attributes.int('num_split');
  const channelsFirst = prefersChannelsFirst(input);
  const inputs = [
    channelsFirst ? graph.channelsFirst(input) : graph.logical(input),
    ...(sizes ? [graph.ints(sizes)] : []),
  ];
  const parts = graph.emitMany('Split', inputs, name, count, { axis: channelsFirst ? channelsFirstAxis(axis) : axis });
  const result = channelsFirst ? channelsFirstValue : logicalValue;
  return parts.map((part, i) => {
    const along = sizes?.[i] ?? mapDim(dimAt(input.shape, axis), (size) => size / count);
    const shape = input.shape.map((dim, k) => (k === axis ? along : dim));
    return result(outputName(name, i), part, input.dtype, shape);
  });
}

function outputName(node: string, index: number): string {
  return index === 0 ? node : `${node}:${index}`;
}

function sum(dims: readonly Dim[]): Dim {
  return dims.reduce<Dim>((total, dim) => (total === null || dim === null ? null : total + dim), 0);
}
