import type { GraphBuilder } from '../builder.js';
import { ONNX_TYPE, type OnnxAttribute } from '../onnx.js';
import { broadcast, sameShape } from '../shape.js';
import type { ConstTensor, Dtype } from '../tensor.js';
import { channelsFirstValue, constantValue, logicalValue, prefersChannelsFirst, rankOf, type Value } from '../value.js';
import type { Operator, OperatorContext, Operators } from './operator.js';

/** Emits the nodes of an element-wise operator over tensors that are in one layout; gives the result's name. */
type Emit = (inputs: readonly string[], name: string, graph: GraphBuilder) => string;

/** Element types as the ONNX graph has them. */
export const ONNX_TYPE_OF = { float32: ONNX_TYPE.float32, int32: ONNX_TYPE.int64, bool: ONNX_TYPE.bool } as const;

export const elementwiseOperators: Operators = {
  Identity: (context) => context.input(0),
  Cast: cast,
  Abs: sameType('Abs'),
  Exp: sameType('Exp'),
  Reciprocal: sameType('Reciprocal'),
  Relu: sameType('Relu'),
  Sigmoid: sameType('Sigmoid'),
  Sqrt: sameType('Sqrt'),
  LeakyRelu: (context) => sameType('LeakyRelu', { alpha: { float: context.attributes.float('alpha', 0.2) } })(context),
  Relu6: (context) => elementwise(context, context.inputs, 'float32', ([x = ''], name, graph) => relu6(graph, x, name)),
  Add: sameType('Add'),
  AddV2: sameType('Add'),
  AddN: sameType('Sum'),
  Sub: sameType('Sub'),
  Mul: sameType('Mul'),
  RealDiv: sameType('Div'),
  Minimum: sameType('Min'),
  Maximum: sameType('Max'),
  SquaredDifference: squaredDifference,
  FloorDiv: (context) => wholeNumbers(context, floorDivide),
  FloorMod: (context) => wholeNumbers(context, (inputs, name, graph) => graph.emit('Mod', inputs, name)),
  Equal: comparison('Equal'),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  Less: comparison('Less'),
  LogicalAnd: comparison('And'),
  Select: select,
};

/** Clips to 0…6. */
export function relu6(graph: GraphBuilder, tensor: string, name: string): string {
  return graph.emit('Clip', [tensor, graph.float(0), graph.float(6)], name);
}

/** An operator that ONNX has too, whose result has its first input's type. */
function sameType(onnxOp: string, attributes: Readonly<Record<string, OnnxAttribute>> = {}): Operator {
  return (context) =>
    elementwise(context, context.inputs, context.input(0).dtype, (inputs, name, graph) =>
      graph.emit(onnxOp, inputs, name, attributes)
    );
}

function comparison(onnxOp: string): Operator {
  return (context) =>
    elementwise(context, context.inputs, 'bool', (inputs, name, graph) => graph.emit(onnxOp, inputs, name));
}

/** Broadcasts the inputs against each other, in the layout that avoids transposes. */
function elementwise(context: OperatorContext, inputs: readonly Value[], dtype: Dtype, emit: Emit): Value {
  const { graph, name } = context;
  const shape = broadcast(inputs.map((input) => input.shape));
  const operands = inputs.map((input, i) =>
    withUniformAsScalar(
      input,
      inputs.filter((_, other) => other !== i),
      shape
    )
  );
  const channelsFirst =
    shape.length === 4 &&
    operands.some(prefersChannelsFirst) &&
    operands.every((operand) => rankOf(operand) === 4 || rankOf(operand) === 0 || operand.constant);
  if (!channelsFirst) {
    const tensor = emit(
      operands.map((operand) => graph.logical(operand)),
      name,
      graph
    );
    return logicalValue(name, tensor, dtype, shape);
  }
  const tensor = emit(
    operands.map((operand) => channelsFirstOperand(graph, operand)),
    name,
    graph
  );
  return channelsFirstValue(name, tensor, dtype, shape);
}

function channelsFirstOperand(graph: GraphBuilder, operand: Value): string {
  if (rankOf(operand) === 0) return graph.logical(operand);
  if (rankOf(operand) === 4 || !operand.constant) return graph.channelsFirst(operand);
  const { constant } = operand;
  const shape = [...Array<number>(4 - constant.shape.length).fill(1), ...constant.shape];
  return graph.channelsFirst(constantValue(operand.name, { ...constant, shape }));
}

/** A constant that repeats one value becomes a scalar: broadcasting a [3] vector over NHWC pixels is slow. */
function withUniformAsScalar(input: Value, others: readonly Value[], shape: ReturnType<typeof broadcast>): Value {
  const { constant } = input;
  if (!constant || constant.data.length < 2 || others.length === 0) return input;
  if (!constant.data.every((element) => element === constant.data[0])) return input;
  if (!sameShape(broadcast(others.map((other) => other.shape)), shape)) return input;
  const scalar: ConstTensor = { dtype: constant.dtype, shape: [], data: constant.data.slice(0, 1) };
  return constantValue(input.name, scalar);
}

function cast(context: OperatorContext): Value {
  const { graph, name } = context;
  const input = context.input(0);
  const dtype = context.attributes.dtype('DstT');
  if (dtype === input.dtype) return input;
  const attributes = { to: ONNX_TYPE_OF[dtype] };
  // A picture goes from bytes to floats at once, not by way of int64.
  if (input.uncast !== undefined) {
    return logicalValue(name, graph.emit('Cast', [input.uncast], name, attributes), dtype, input.shape);
  }
  return elementwise(context, [input], dtype, (inputs, tensor) => graph.emit('Cast', inputs, tensor, attributes));
}

function squaredDifference(context: OperatorContext): Value {
  return elementwise(context, context.inputs, context.input(0).dtype, (inputs, name, graph) => {
    const difference = graph.emit('Sub', inputs, `${name}/difference`);
    return graph.emit('Mul', [difference, difference], name);
  });
}

function wholeNumbers(context: OperatorContext, emit: Emit): Value {
  const { dtype } = context.input(0);
  if (dtype !== 'int32') throw context.unsupported(`the element type ${dtype}`);
  return elementwise(context, context.inputs, dtype, emit);
}

/** ONNX divides towards zero; taking the (floored) remainder off first makes that the floor. */
function floorDivide([a = '', b = '']: readonly string[], name: string, graph: GraphBuilder): string {
  const remainder = graph.emit('Mod', [a, b], `${name}/remainder`);
  return graph.emit('Div', [graph.emit('Sub', [a, remainder], `${name}/whole`), b], name);
}

function select(context: OperatorContext): Value {
  const { dtype } = context.input(1);
  return elementwise(context, context.inputs, dtype, (inputs, name, graph) => graph.emit('Where', inputs, name));
}
