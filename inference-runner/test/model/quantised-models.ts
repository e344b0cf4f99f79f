import { encodeModel, type OnnxNode, type OnnxTensor, type OnnxValueInfo } from '@framewatch/models/onnx';
import { randomOf } from './random.js';

/**
 * Models whose numbers depend on the picture by a convolution: of floats, of halves, or quantised as ONNX Runtime's own tools
 * write it (QDQ), with pairs of QuantizeLinear and DequantizeLinear around it, weights that are dequantised, and a bias of 32
 * bits. All say the same, but for their precision.
 */
export type Precision = 'float32' | 'float16' | 'int8' | 'uint8';

/** Side of the input, pixels. */
export const SIDE = 64;
/** Of quantised scores and features, which are from 0 to 1. */
export const SCORE_STEP = 1 / 255;
/** Of quantised boxes, pixels. */
export const BOX_STEP = 0.25;

/** Cells of 8, 16 and 32 pixels. */
const PLACES = 8 * 8 + 4 * 4 + 2 * 2;
/** Centre and size in pixels, and the scores of two classes, by the place of the object. */
const OBJECTS = new Map([
  [5, [20, 16, 30, 24, 0.9, 0.1]],
  [30, [44, 20, 20, 34, 0.05, 0.8]],
  [70, [40, 50, 44, 20, 0.7, 0.2]],
]);
const NOTHING = [0, 0, 8, 8, 0.01, 0.01];
const FILTERS = 4;
const WEIGHT_STEP = 1 / 64;
/** Number types in ONNX. */
const FLOAT = 1;
const HALF = 10;

/** Takes pictures and gives boxes as the family `anchor-free` does. */
export function detector(precision: Precision): Buffer {
  const graph = new Graph(precision);
  const columns = Array.from({ length: PLACES }, (_, place) => OBJECTS.get(place) ?? NOTHING);
  const rows = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => columns.map((column) => column[from + i] ?? 0)).flat();
  const brightness = graph.brightness('images');
  const boxes = graph.times('boxes', [1, 4, PLACES], rows(0, 4), brightness, BOX_STEP);
  const scores = graph.times('scores', [1, 2, PLACES], rows(4, 6), brightness, SCORE_STEP);
  graph.add('Concat', [boxes, scores], 'output0', { axis: 1 });
  const type = precision === 'float16' ? 'float16' : 'float32';
  return graph.encoded(
    { name: 'images', type, shape: [1, 3, SIDE, SIDE] },
    { name: 'output0', type, shape: [1, 6, PLACES] }
  );
}

/** Takes bytes, which it dequantises itself, and gives people as the family `movenet-multipose` does. */
export function poseOfBytes(precision: Precision): Buffer {
  const graph = new Graph(precision);
  const random = randomOf(11);
  const people = Array.from({ length: 6 }, (_, person) => {
    const keypoints = Array.from({ length: 17 }, () => [random(), random(), random()]).flat();
    const [top, left] = [random() / 2, random() / 2];
    return [...keypoints, top, left, top + 0.4, left + 0.3, 0.95 - person / 10];
  });
  const fractions = graph.fractionsOf('input');
  graph.add('Transpose', [fractions], 'planes', { perm: [0, 3, 1, 2] });
  const said = graph.times('people', [1, 6, 56], people.flat(), graph.brightness('planes'), SCORE_STEP);
  graph.add('Identity', [said], 'output');
  return graph.encoded(
    { name: 'input', type: 'uint8', shape: [1, SIDE, SIDE, 3] },
    { name: 'output', type: precision === 'float16' ? 'float16' : 'float32', shape: [1, 6, 56] }
  );
}

class Graph {
  readonly #nodes: OnnxNode[] = [];
  readonly #numbers: OnnxTensor[] = [];
  readonly #precision: Precision;
  readonly #isQuantised: boolean;

  constructor(precision: Precision) {
    this.#precision = precision;
    this.#isQuantised = precision === 'int8' || precision === 'uint8';
  }

  /** Returns the name of its output. */
  add(op: string, inputs: string[], output: string, attributes: OnnxNode['attributes'] = {}): string {
    this.#nodes.push({ op, name: output, inputs, outputs: [output], attributes });
    return output;
  }

  encoded(input: OnnxValueInfo, output: OnnxValueInfo): Buffer {
    const about = { name: 'quantised', producer: 'framewatch', opset: 17, metadata: {} };
    return encodeModel({
      ...about,
      nodes: this.#nodes,
      initializers: this.#numbers,
      inputs: [input],
      outputs: [output],
    });
  }

  /** From 0 to 1, of bytes. */
  fractionsOf(bytes: string): string {
    if (this.#isQuantised) return this.#dequantised(bytes, `${bytes}-fractions`, SCORE_STEP, 'uint8', 0);
    const to = this.#precision === 'float16' ? HALF : FLOAT;
    this.add('Cast', [bytes], `${bytes}-floats`, { to });
    return this.add('Mul', [`${bytes}-floats`, this.#floats('fraction', [1], [SCORE_STEP])], `${bytes}-fractions`);
  }

  /** The mean of a convolution over the picture, which is from 0 to 1 as the picture is. */
  brightness(picture: string): string {
    const random = randomOf(7);
    const weights = Array.from({ length: FILTERS * 27 }, () => Math.floor(random() * 4) - 1);
    const filters = this.#weights('filters', [FILTERS, 3, 3, 3], weights);
    const bias = this.#bias('bias', [0.3, 0.4, 0.5, 0.45], SCORE_STEP * WEIGHT_STEP);
    const features = this.add('Conv', [this.#around(picture, SCORE_STEP), filters, bias], 'features', {
      kernel_shape: [3, 3],
    });
    const pooled = this.#around(features, SCORE_STEP);
    this.add('ReduceMean', [pooled], 'mean', { axes: [1, 2, 3], keepdims: 0 });
    return this.add('Reshape', ['mean', this.#shape([1, 1, 1])], 'brightness');
  }

  times(name: string, shape: number[], values: readonly number[], factor: string, step: number): string {
    return this.#around(this.add('Mul', [this.#floats(`${name}-set`, shape, values), factor], name), step);
  }

  /** Quantised to bytes and back, where the model is. */
  #around(value: string, step: number): string {
    if (!this.#isQuantised) return value;
    const parameters = this.#parameters(value, step, 'uint8', 0);
    const bytes = this.add('QuantizeLinear', [value, ...parameters], `${value}-bytes`);
    return this.add('DequantizeLinear', [bytes, ...parameters], `${value}-again`);
  }

  #weights(name: string, shape: number[], whole: readonly number[]): string {
    if (!this.#isQuantised)
      return this.#floats(
        name,
        shape,
        whole.map((value) => value * WEIGHT_STEP)
      );
    const isSigned = this.#precision === 'int8';
    const zero = isSigned ? 0 : 128;
    const data = isSigned ? Int8Array.from(whole) : Uint8Array.from(whole, (value) => value + zero);
    const type = isSigned ? 'int8' : 'uint8';
    this.#numbers.push({ name: `${name}-bytes`, type, shape, data });
    return this.#dequantised(`${name}-bytes`, name, WEIGHT_STEP, type, zero);
  }

  #bias(name: string, values: readonly number[], step: number): string {
    const data = Int32Array.from(values, (value) => Math.round(value / step));
    if (!this.#isQuantised)
      return this.#floats(
        name,
        [data.length],
        Array.from(data, (whole) => whole * step)
      );
    this.#numbers.push({ name: `${name}-whole`, type: 'int32', shape: [data.length], data });
    this.#numbers.push({ name: `${name}-step`, type: 'float32', shape: [], data: Float32Array.of(step) });
    return this.add('DequantizeLinear', [`${name}-whole`, `${name}-step`], name);
  }

  #dequantised(bytes: string, name: string, step: number, type: 'int8' | 'uint8', zero: number): string {
    return this.add('DequantizeLinear', [bytes, ...this.#parameters(name, step, type, zero)], name);
  }

  #parameters(name: string, step: number, type: 'int8' | 'uint8', zero: number): string[] {
    const data = type === 'int8' ? Int8Array.of(zero) : Uint8Array.of(zero);
    this.#numbers.push(
      { name: `${name}-step`, type: 'float32', shape: [], data: Float32Array.of(step) },
      { name: `${name}-zero`, type, shape: [], data }
    );
    return [`${name}-step`, `${name}-zero`];
  }

  /** Halves where all numbers are. */
  #floats(name: string, shape: number[], values: readonly number[]): string {
    const isHalf = this.#precision === 'float16';
    this.#numbers.push({
      name: isHalf ? `${name}-float` : name,
      type: 'float32',
      shape,
      data: Float32Array.from(values),
    });
    return isHalf ? this.add('Cast', [`${name}-float`], name, { to: HALF }) : name;
  }

  #shape(sizes: number[]): string {
    this.#numbers.push({
      name: 'shape',
      type: 'int64',
      shape: [sizes.length],
      data: BigInt64Array.from(sizes, BigInt),
    });
    return 'shape';
  }
}
