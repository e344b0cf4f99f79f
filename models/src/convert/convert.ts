import { GraphBuilder } from './builder.js';
import { MissingNodeError, UnsupportedOperatorError } from './errors.js';
import { ONNX_TYPE, encodeModel, type OnnxValueInfo } from './onnx.js';
import { ONNX_TYPE_OF } from './ops/elementwise.js';
import { OperatorContext, operators } from './ops/index.js';
import { topologicalOrder } from './order.js';
import type { Dim } from './shape.js';
import { parseTfjsModel, type GraphNode, type GraphOutput, type TfjsModel } from './tfjs.js';
import { constantValue, logicalValue, type Value } from './value.js';
import { readWeights } from './weights.js';

export interface ConvertOptions {
  /** How large weights are stored. float16 halves the file and loses nothing where TFJS had them so. */
  readonly weights?: 'float32' | 'float16';
  /** Let pictures come in as bytes instead of the type that the TFJS model asks for. */
  readonly uint8Input?: boolean;
  /** Written into the file's metadata (origin, licence). */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ConvertedModel {
  /** The .onnx file. The same input and options give the same bytes. */
  readonly bytes: Buffer;
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

const OPSET = 13;
/** Names of free dimensions of a picture, as users of the model see them. */
const PICTURE_DIMENSIONS = ['batch', 'height', 'width', 'channels'] as const;

/**
 * Translates a TFJS graph model to ONNX (opset 13). Shapes that TFJS leaves free stay free.
 * @param json the parsed `model.json`
 * @param weights the weight files it names, one after the other
 * @throws ConvertError, in the form that says what is wrong or not supported
 */
export function convert(json: unknown, weights: Uint8Array, options: ConvertOptions = {}): ConvertedModel {
  const model = parseTfjsModel(json);
  const tensors = readWeights(model.weights, weights);
  const graph = new GraphBuilder(options.weights ?? 'float32');
  const values = new Map<string, Value>();
  const inputs: OnnxValueInfo[] = [];
  for (const { name } of model.outputs) graph.reserve(name);

  for (const node of topologicalOrder(model)) {
    if (node.op === 'Const') {
      const tensor = tensors.get(node.name);
      if (!tensor) throw new MissingNodeError(node.name, 'the list of weights');
      values.set(node.name, constantValue(node.name, tensor));
    } else if (node.op === 'Placeholder') {
      const info = inputInfo(node, options.uint8Input ?? false);
      inputs.push(info);
      graph.reserve(info.name);
      values.set(node.name, inputValue(graph, node, info));
    } else {
      for (const [i, value] of translate(graph, model, node, values).entries()) {
        values.set(i === 0 ? node.name : `${node.name}:${i}`, value);
      }
    }
  }

  const outputs = model.outputs.map((output) => emitOutput(graph, output, values));
  const bytes = encodeModel({
    name: 'tfjs',
    producer: 'framewatch',
    opset: OPSET,
    ...graph.finish(outputs.map(({ name }) => name)),
    inputs,
    outputs,
    metadata: { source: model.generatedBy, ...options.metadata },
  });
  return { bytes, inputs, outputs };
}

function translate(
  graph: GraphBuilder,
  model: TfjsModel,
  node: GraphNode,
  values: ReadonlyMap<string, Value>
): readonly Value[] {
  const operator = Object.hasOwn(operators, node.op) ? operators[node.op] : undefined;
  if (!operator) throw new UnsupportedOperatorError(node.op, node.name);
  const results = operator(new OperatorContext(graph, model, node, values));
  return 'name' in results ? [results] : results;
}

function inputInfo(node: GraphNode, uint8: boolean): OnnxValueInfo {
  const shape = node.attributes.shape('shape');
  const nameOfFree = (axis: number): string =>
    (shape.length === 4 ? PICTURE_DIMENSIONS[axis] : undefined) ?? `${node.name}_${axis}`;
  return {
    name: node.name,
    type: uint8 ? 'uint8' : node.attributes.dtype('dtype'),
    shape: shape.map((dim, axis) => dim ?? nameOfFree(axis)),
  };
}

function inputValue(graph: GraphBuilder, node: GraphNode, info: OnnxValueInfo): Value {
  const dtype = node.attributes.dtype('dtype');
  const shape = info.shape.map((dim): Dim => (typeof dim === 'number' ? dim : null));
  if (info.type === dtype && dtype !== 'int32') return logicalValue(node.name, info.name, dtype, shape);
  const cast = graph.emit('Cast', [info.name], `${node.name}/cast`, { to: ONNX_TYPE_OF[dtype] });
  return { ...logicalValue(node.name, cast, dtype, shape), uncast: info.name };
}

function emitOutput(graph: GraphBuilder, output: GraphOutput, values: ReadonlyMap<string, Value>): OnnxValueInfo {
  const value = values.get(output.tensor);
  if (!value) throw new MissingNodeError(output.tensor, `output \`${output.name}\``);
  const tensor = graph.logical(value);
  if (value.dtype === 'int32') graph.emitOutput('Cast', tensor, output.name, { to: ONNX_TYPE.int32 });
  else graph.emitOutput('Identity', tensor, output.name);
  return { name: output.name, type: value.dtype, shape: value.shape };
}
