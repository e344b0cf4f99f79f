import { GraphBuilder } from './builder.js';
import { MissingNodeError, UnsupportedOperatorError, UnsupportedUseError } from './errors.js';
import { ONNX_TYPE, encodeModel, type OnnxNode, type OnnxValueInfo } from './onnx.js';
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
  /**
   * The outputs to keep, by their names in the original: how they are called, and their shape where the graph alone does
   * not tell it. What only the others need is left out. By default all of them, as they are.
   */
  readonly outputs?: Readonly<Record<string, OutputName>>;
  /**
   * Axes of the picture whose size becomes free, with their new names. For graphs that resize by whole factors only and
   * in which nothing else depends on the size; what cannot be free is refused.
   */
  readonly freeAxes?: Readonly<Record<number, string>>;
  /** Written into the file's metadata (origin, licence). */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface OutputName {
  readonly name: string;
  readonly shape?: OnnxValueInfo['shape'];
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
  const wanted = wantedOutputs(model, options.outputs);
  for (const { name } of wanted) graph.reserve(name);

  for (const node of topologicalOrder(model)) {
    if (node.op === 'Const') {
      const tensor = tensors.get(node.name);
      if (!tensor) throw new MissingNodeError(node.name, 'the list of weights');
      values.set(node.name, constantValue(node.name, tensor));
    } else if (node.op === 'Placeholder') {
      const info = inputInfo(node, options.uint8Input ?? false);
      inputs.push(withFreeAxes(info, options.freeAxes));
      graph.reserve(info.name);
      values.set(node.name, inputValue(graph, node, info));
    } else {
      for (const [i, value] of translate(graph, model, node, values).entries()) {
        values.set(i === 0 ? node.name : `${node.name}:${i}`, value);
      }
    }
  }

  const outputs = wanted.map((output) => emitOutput(graph, output, values));
  const finished = graph.finish(outputs.map(({ name }) => name));
  if (options.freeAxes) refuseFixedSizes(finished.nodes);
  const bytes = encodeModel({
    name: 'tfjs',
    producer: 'framewatch',
    opset: OPSET,
    ...finished,
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

/** The outputs to emit, with the names that they get. */
function wantedOutputs(model: TfjsModel, names: ConvertOptions['outputs']): (OutputName & { tensor: string })[] {
  if (!names) return [...model.outputs];
  return Object.entries(names).map(([original, named]) => {
    const output = model.outputs.find(({ name }) => name === original);
    if (!output) throw new MissingNodeError(original, 'the list of outputs');
    return { ...named, tensor: output.tensor };
  });
}

function withFreeAxes(info: OnnxValueInfo, free: ConvertOptions['freeAxes'] = {}): OnnxValueInfo {
  return { ...info, shape: info.shape.map((size, axis) => free[axis] ?? size) };
}

/** A picture that is resized to a size and not by a factor cannot be of another size. */
function refuseFixedSizes(nodes: readonly OnnxNode[]): void {
  const fixed = nodes.find(({ op, inputs }) => op === 'Resize' && inputs.length > 3);
  if (fixed) throw new UnsupportedUseError('ResizeBilinear', fixed.name, 'a fixed size in a picture of free size');
}

function inputValue(graph: GraphBuilder, node: GraphNode, info: OnnxValueInfo): Value {
  const dtype = node.attributes.dtype('dtype');
  const shape = info.shape.map((dim): Dim => (typeof dim === 'number' ? dim : null));
  if (info.type === dtype && dtype !== 'int32') return logicalValue(node.name, info.name, dtype, shape);
  const cast = graph.emit('Cast', [info.name], `${node.name}/cast`, { to: ONNX_TYPE_OF[dtype] });
  return { ...logicalValue(node.name, cast, dtype, shape), uncast: info.name };
}

function emitOutput(
  graph: GraphBuilder,
  output: OutputName & GraphOutput,
  values: ReadonlyMap<string, Value>
): OnnxValueInfo {
  const value = values.get(output.tensor);
  if (!value) throw new MissingNodeError(output.tensor, `output \`${output.name}\``);
  const tensor = graph.logical(value);
  if (value.dtype === 'int32') graph.emitOutput('Cast', tensor, output.name, { to: ONNX_TYPE.int32 });
  else graph.emitOutput('Identity', tensor, output.name);
  return { name: output.name, type: value.dtype, shape: output.shape ?? value.shape };
}
