/** Writes ONNX models: the few protobuf messages of onnx.proto3 that a converted graph needs. */

/** Element types, by their numbers in `TensorProto.DataType`. */
export const ONNX_TYPE = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
export type OnnxType = keyof typeof ONNX_TYPE;

/** A whole number, a list of whole numbers, a string, or `{ float }` (a bare number would be read as an integer). */
export type OnnxAttribute = number | readonly number[] | string | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly name: string;
  /** Names of tensors; an empty name leaves out an optional input. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint16Array | Uint8Array | Int8Array | Int32Array | BigInt64Array;
}

/** An input or output of the graph. A dimension is a size, the name of a free size, or null for unknown. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly (number | string | null)[];
}

export interface OnnxModel {
  readonly name: string;
  readonly producer: string;
  readonly opset: number;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  readonly metadata: Readonly<Record<string, string>>;
}

const IR_VERSION = 8;
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;
const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** The bytes of the model's file. The same model gives the same bytes. */
export function encodeModel(model: OnnxModel): Buffer {
  const graph = Buffer.concat([
    ...model.nodes.map((node) => message(1, encodeNode(node))),
    text(2, model.name),
    ...model.initializers.map((tensor) => message(5, encodeTensor(tensor))),
    ...model.inputs.map((input) => message(11, encodeValueInfo(input))),
    ...model.outputs.map((output) => message(12, encodeValueInfo(output))),
  ]);
  return Buffer.concat([
    integer(1, IR_VERSION),
    text(2, model.producer),
    message(7, graph),
    message(8, Buffer.concat([text(1, ''), integer(2, model.opset)])),
    ...Object.entries(model.metadata).map(([key, value]) => message(14, Buffer.concat([text(1, key), text(2, value)]))),
  ]);
}

function encodeNode(node: OnnxNode): Buffer {
  return Buffer.concat([
    ...node.inputs.map((input) => text(1, input)),
    ...node.outputs.map((output) => text(2, output)),
    text(3, node.name),
    text(4, node.op),
    ...Object.entries(node.attributes).map(([name, value]) => message(5, encodeAttribute(name, value))),
  ]);
}

function encodeAttribute(name: string, value: OnnxAttribute): Buffer {
  const parts = [text(1, name)];
  if (typeof value === 'string') parts.push(text(4, value), integer(20, ATTRIBUTE_TYPE.string));
  else if (typeof value === 'number') parts.push(integer(3, value), integer(20, ATTRIBUTE_TYPE.int));
  else if ('float' in value) parts.push(float32(2, value.float), integer(20, ATTRIBUTE_TYPE.float));
  else parts.push(...value.map((item) => integer(8, item)), integer(20, ATTRIBUTE_TYPE.ints));
  return Buffer.concat(parts);
}

function encodeTensor({ name, type, shape, data }: OnnxTensor): Buffer {
  const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([
    ...shape.map((dim) => integer(1, dim)),
    integer(2, ONNX_TYPE[type]),
    text(8, name),
    message(9, raw),
  ]);
}

function encodeValueInfo({ name, type, shape }: OnnxValueInfo): Buffer {
  const dims = shape.map((dim) => {
    if (dim === null) return message(1, Buffer.alloc(0));
    return message(1, typeof dim === 'string' ? text(2, dim) : integer(1, dim));
  });
  const tensorType = Buffer.concat([integer(1, ONNX_TYPE[type]), message(2, Buffer.concat(dims))]);
  return Buffer.concat([text(1, name), message(2, message(1, tensorType))]);
}

function varint(value: number): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

function tag(field: number, wireType: number): Buffer {
  return varint((field << 3) | wireType);
}

function integer(field: number, value: number): Buffer {
  return Buffer.concat([tag(field, VARINT), varint(value)]);
}

function message(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([tag(field, LENGTH_DELIMITED), varint(bytes.length), bytes]);
}

function text(field: number, value: string): Buffer {
  return message(field, Buffer.from(value, 'utf8'));
}

function float32(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([tag(field, FIXED32), bytes]);
}
