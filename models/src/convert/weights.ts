import { fromHalf } from '@framewatch/inference-runner/half';
import { UnsupportedDtypeError, WeightsSizeError } from './errors.js';
import { count, type ConstTensor } from './tensor.js';
import type { WeightSpec } from './tfjs.js';

/** How the elements of a weight lie in the file: raw, or quantised (which says how to get back to numbers). */
interface Encoding {
  readonly bytesPerElement: number;
  decode(bytes: ArrayBuffer): ConstTensor['data'];
}

/**
 * Cuts the weights file into tensors, by the order of the manifest; quantised weights become plain numbers.
 * @throws WeightsSizeError when file and manifest disagree, UnsupportedDtypeError for an unknown element type
 */
export function readWeights(specs: readonly WeightSpec[], bytes: Uint8Array): Map<string, ConstTensor> {
  const encodings = specs.map(encodingOf);
  const sizes = specs.map((spec, i) => count(spec.shape) * (encodings[i]?.bytesPerElement ?? 0));
  const expected = sizes.reduce((sum, size) => sum + size, 0);
  if (expected !== bytes.length) throw new WeightsSizeError(expected, bytes.length);

  const tensors = new Map<string, ConstTensor>();
  let offset = 0;
  for (const [i, spec] of specs.entries()) {
    const end = offset + (sizes[i] ?? 0);
    // A copy: a typed array over the file itself would need an aligned offset.
    const copy = new Uint8Array(bytes.subarray(offset, end)).buffer;
    const data = encodings[i]?.decode(copy) ?? new Uint8Array();
    tensors.set(spec.name, { dtype: dtypeOf(spec), shape: spec.shape, data });
    offset = end;
  }
  return tensors;
}

function dtypeOf(spec: WeightSpec): ConstTensor['dtype'] {
  if (spec.dtype === 'float32' || spec.dtype === 'int32' || spec.dtype === 'bool') return spec.dtype;
  throw new UnsupportedDtypeError(spec.dtype, spec.name);
}

function encodingOf(spec: WeightSpec): Encoding {
  const dtype = dtypeOf(spec);
  if (spec.quantization) return quantized(spec, spec.quantization);
  switch (dtype) {
    case 'float32':
      return { bytesPerElement: 4, decode: (bytes) => new Float32Array(bytes) };
    case 'int32':
      return { bytesPerElement: 4, decode: (bytes) => new Int32Array(bytes) };
    case 'bool':
      return { bytesPerElement: 1, decode: (bytes) => new Uint8Array(bytes) };
  }
}

function quantized(spec: WeightSpec, { dtype, scale, min }: NonNullable<WeightSpec['quantization']>): Encoding {
  const toNumbers = (steps: Uint8Array | Uint16Array): Float32Array | Int32Array =>
    spec.dtype === 'int32'
      ? Int32Array.from(steps, (step) => Math.round(step * scale + min))
      : Float32Array.from(steps, (step) => step * scale + min);
  switch (dtype) {
    case 'float16':
      return { bytesPerElement: 2, decode: (bytes) => Float32Array.from(new Uint16Array(bytes), fromHalf) };
    case 'uint8':
      return { bytesPerElement: 1, decode: (bytes) => toNumbers(new Uint8Array(bytes)) };
    case 'uint16':
      return { bytesPerElement: 2, decode: (bytes) => toNumbers(new Uint16Array(bytes)) };
    default:
      throw new UnsupportedDtypeError(`${spec.dtype} quantised as ${dtype}`, spec.name);
  }
}
