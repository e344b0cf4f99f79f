import {
  encodeModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxType,
  type OnnxValueInfo,
} from '@framewatch/models/onnx';

/**
 * An output of numbers that are written into the model. `shape`: what the file declares, where that is not the size. Where it
 * names a free size, the size depends on the picture as far as ONNX Runtime can see, so that it is free there as well.
 */
export interface HandSet {
  name: string;
  type: 'float32' | 'float16' | 'int64';
  size: number[];
  shape?: (number | string)[];
  values: ArrayLike<number>;
  /** Name of an int64 input [1, 2]: values are in fractions of its width and height, the output is in pixels. */
  scaledBy?: string;
}

/** An output [1, 3] of the mean of each colour of a picture input [1, 3, height, width], in the order of the input. */
export interface Means {
  name: string;
  type: 'float32';
  meansOf: string;
}

export interface PassThrough {
  inputs: OnnxValueInfo[];
  outputs: (HandSet | Means)[];
  /** Weights that nothing uses, for what their names and shapes tell. */
  weights?: Record<string, number[]>;
  metadata?: Record<string, string>;
}

/** A picture input, planes of colours. */
export function planes(
  name: string,
  [height, width]: [number | string, number | string],
  type: OnnxType = 'float32',
  batch: number | string = 1
): OnnxValueInfo {
  return { name, type, shape: [batch, 3, height, width] };
}

/** A model that takes pictures and gives numbers that are set by hand, or the colours of the picture. */
export function passThrough({ inputs, outputs, weights = {}, metadata = {} }: PassThrough): Buffer {
  const written = outputs.filter((output) => 'values' in output);
  const colours = outputs.filter((output) => 'meansOf' in output);
  return encodeModel({
    name: 'pass-through',
    producer: 'framewatch',
    opset: 17,
    nodes: [...nothing(inputs[0]!.name), ...written.flatMap(writing), ...colours.flatMap(averaging)],
    initializers: [
      { name: 'zero', type: 'float32', shape: [1], data: Float32Array.of(0) },
      ...written.flatMap((output) => [constant(output), sizes(output)]),
      ...Object.entries(weights).map(([name, shape]) => unused(name, shape)),
    ],
    inputs,
    outputs: outputs.map((output) => ({ name: output.name, type: output.type, shape: shapeOf(output) })),
    metadata,
  });
}

function shapeOf(output: HandSet | Means): readonly (number | string)[] {
  return 'meansOf' in output ? [1, 3] : (output.shape ?? output.size);
}

/** Types by their numbers in ONNX. */
const TO = { float32: 1, int64: 7, float16: 10 } as const;

function node(op: string, inputs: string[], output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode {
  return { op, name: output, inputs, outputs: [output], attributes };
}

/** Zero, made of the picture. */
function nothing(picture: string): OnnxNode[] {
  return [
    node('Cast', [picture], 'picture', { to: TO.float32 }),
    node('ReduceMean', ['picture'], 'mean', { keepdims: 0 }),
    node('Mul', ['mean', 'zero'], 'no-mean'),
    node('Cast', ['no-mean'], 'nothing', { to: TO.int64 }),
  ];
}

function writing({ name, type, shape, scaledBy }: HandSet): OnnxNode[] {
  const step = (suffix: string) => `${name}-${suffix}`;
  const isFree = shape?.some((size) => typeof size === 'string');
  const scaled = [
    node('Cast', [scaledBy ?? ''], step('input'), { to: TO.float32 }),
    node('Concat', [step('input'), step('input')], step('sides'), { axis: 1 }),
    node('Mul', [step('set'), step('sides')], step('scaled')),
  ];
  const freed = [
    node('Add', [step('size'), 'nothing'], step('any-size')),
    node('Reshape', [step(scaledBy ? 'scaled' : 'set'), step('any-size')], step('free')),
  ];
  const last = isFree ? 'free' : scaledBy ? 'scaled' : 'set';
  return [...(scaledBy ? scaled : []), ...(isFree ? freed : []), node('Cast', [step(last)], name, { to: TO[type] })];
}

function averaging({ name, meansOf }: Means): OnnxNode[] {
  return [
    node('Cast', [meansOf], `${name}-picture`, { to: TO.float32 }),
    node('ReduceMean', [`${name}-picture`], name, { axes: [2, 3], keepdims: 0 }),
  ];
}

function constant({ name, type, size, values }: HandSet): OnnxTensor {
  const named = { name: `${name}-set`, shape: size };
  return type === 'int64'
    ? { ...named, type, data: BigInt64Array.from(Array.from(values, BigInt)) }
    : { ...named, type: 'float32', data: Float32Array.from(values) };
}

function unused(name: string, shape: number[]): OnnxTensor {
  return { name, type: 'float32', shape, data: new Float32Array(shape.reduce((a, b) => a * b)) };
}

function sizes({ name, size }: HandSet): OnnxTensor {
  return { name: `${name}-size`, type: 'int64', shape: [size.length], data: BigInt64Array.from(size, BigInt) };
}
