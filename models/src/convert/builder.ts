import { toHalf } from '@framewatch/inference-runner/half';
import { UnsupportedUseError } from './errors.js';
import { ONNX_TYPE, type OnnxAttribute, type OnnxNode, type OnnxTensor } from './onnx.js';
import { NCHW_TO_NHWC, NHWC_TO_NCHW } from './shape.js';
import { transpose, type ConstTensor } from './tensor.js';
import { rankOf, type Value } from './value.js';

type Attributes = Readonly<Record<string, OnnxAttribute>>;

/** Smaller weights than this are not worth a cast: they stay float32. */
const MIN_HALF_ELEMENTS = 64;

/** Collects the nodes and initializers of the ONNX graph. All int32 of TFJS is int64 here, which ONNX's shapes want. */
export class GraphBuilder {
  private readonly nodes: OnnxNode[] = [];
  private readonly initializers: OnnxTensor[] = [];
  private readonly names = new Set<string>();
  private readonly sharedConstants = new Map<string, string>();

  /** @param weights how large float weights are stored; as float16 they are cast back when the model is loaded */
  constructor(private readonly weights: 'float32' | 'float16') {}

  /** Keeps a name for a graph input or output, so that no inner tensor takes it. */
  reserve(name: string): void {
    this.names.add(name);
  }

  /** Adds a node of one output; gives the output's name: `name`, or one like it where that is taken. */
  emit(op: string, inputs: readonly string[], name: string, attributes: Attributes = {}): string {
    const output = this.unique(name);
    this.nodes.push({ op, inputs, outputs: [output], name: output, attributes });
    return output;
  }

  /** Adds a node of several outputs; gives their names. */
  emitMany(
    op: string,
    inputs: readonly string[],
    name: string,
    outputs: number,
    attributes: Attributes = {}
  ): string[] {
    const names = Array.from({ length: outputs }, (_, i) => this.unique(i === 0 ? name : `${name}:${i}`));
    this.nodes.push({ op, inputs, outputs: names, name: names[0] ?? name, attributes });
    return names;
  }

  /** Adds a node that gives a graph output its reserved name. */
  emitOutput(op: string, input: string, name: string, attributes: Attributes = {}): void {
    this.nodes.push({ op, inputs: [input], outputs: [name], name: `${name}/out`, attributes });
  }

  /** A constant vector of int64. Equal vectors share one initializer. */
  ints(values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.shared(`ints_${values.join('_')}`, { type: 'int64', shape: [values.length], data });
  }

  /** A constant scalar of float32. Equal scalars share one initializer. */
  float(value: number): string {
    return this.shared(`float_${value}`, { type: 'float32', shape: [], data: Float32Array.of(value) });
  }

  /** A constant of float32; a large one is stored as the constructor was told. */
  floats(name: string, shape: readonly number[], data: Float32Array): string {
    if (this.weights === 'float32' || data.length < MIN_HALF_ELEMENTS) {
      return this.initializer(name, { type: 'float32', shape, data });
    }
    const halves = this.initializer(`${name}/half`, {
      type: 'float16',
      shape,
      data: Uint16Array.from(data, toHalf),
    });
    return this.emit('Cast', [halves], name, { to: ONNX_TYPE.float32 });
  }

  /** The ONNX tensor that holds the value in TensorFlow's layout. */
  logical(value: Value): string {
    if (value.logical === undefined) {
      if (value.constant) value.logical = this.constant(value.name, value.constant);
      else value.logical = this.transposed(value.channelsFirst, `${value.name}/nhwc`, NCHW_TO_NHWC);
    }
    return value.logical;
  }

  /** The ONNX tensor that holds the value, of rank 4, channels-first. */
  channelsFirst(value: Value): string {
    if (value.channelsFirst === undefined) {
      if (rankOf(value) !== 4) {
        throw new UnsupportedUseError('a channels-first input', value.name, `rank ${rankOf(value)}`);
      }
      const name = `${value.name}/nchw`;
      if (value.constant) value.channelsFirst = this.constant(name, transpose(value.constant, NHWC_TO_NCHW));
      else value.channelsFirst = this.transposed(value.logical, name, NHWC_TO_NCHW);
    }
    return value.channelsFirst;
  }

  /** What the outputs need, in order; the rest (values nobody read) is left out. */
  finish(outputs: readonly string[]): { nodes: OnnxNode[]; initializers: OnnxTensor[] } {
    const live = new Set(outputs);
    const nodes: OnnxNode[] = [];
    for (const node of this.nodes.toReversed()) {
      if (!node.outputs.some((output) => live.has(output))) continue;
      nodes.push(node);
      for (const input of node.inputs) live.add(input);
    }
    return { nodes: nodes.reverse(), initializers: this.initializers.filter(({ name }) => live.has(name)) };
  }

  private constant(name: string, { dtype, shape, data }: ConstTensor): string {
    if (data instanceof Float32Array) return this.floats(name, shape, data);
    if (data instanceof Uint8Array && dtype === 'bool') return this.initializer(name, { type: 'bool', shape, data });
    return this.initializer(name, { type: 'int64', shape, data: BigInt64Array.from(data, BigInt) });
  }

  private transposed(tensor: string | undefined, name: string, permutation: readonly number[]): string {
    if (tensor === undefined) throw new UnsupportedUseError('a transpose', name, 'a value without content');
    return this.emit('Transpose', [tensor], name, { perm: permutation });
  }

  private shared(key: string, tensor: Omit<OnnxTensor, 'name'>): string {
    const name = this.sharedConstants.get(key) ?? this.initializer(key, tensor);
    this.sharedConstants.set(key, name);
    return name;
  }

  private initializer(hint: string, tensor: Omit<OnnxTensor, 'name'>): string {
    const name = this.unique(hint);
    this.initializers.push({ name, ...tensor });
    return name;
  }

  private unique(hint: string): string {
    let name = hint;
    for (let i = 1; this.names.has(name); i++) name = `${hint}__${i}`;
    this.names.add(name);
    return name;
  }
}
