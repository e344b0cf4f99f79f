import { UnsupportedDtypeError, WeightsSizeError } from './errors.js';
import type { WeightSpec } from './tfjs.js';
import { readWeights } from './weights.js';

function read(spec: Omit<WeightSpec, 'name'>, ...bytes: number[]) {
  return readWeights([{ name: 'w', ...spec }], Uint8Array.from(bytes)).get('w');
}

describe('reads', () => {
  test('float32', () => {
    const data = [...Buffer.from(Float32Array.of(1.5, -2).buffer)];
    expect(read({ shape: [2], dtype: 'float32' }, ...data)?.data).toEqual(Float32Array.of(1.5, -2));
  });

  test('int32', () => {
    expect(read({ shape: [1], dtype: 'int32' }, 0xfe, 0xff, 0xff, 0xff)?.data).toEqual(Int32Array.of(-2));
  });

  test('bool', () => {
    expect(read({ shape: [3], dtype: 'bool' }, 0, 1, 1)).toEqual({
      dtype: 'bool',
      shape: [3],
      data: Uint8Array.of(0, 1, 1),
    });
  });

  test('a scalar, whose shape is empty', () => {
    expect(read({ shape: [], dtype: 'int32' }, 7, 0, 0, 0)).toEqual({
      dtype: 'int32',
      shape: [],
      data: Int32Array.of(7),
    });
  });

  test('float32 quantised to float16', () => {
    const spec = { shape: [2], dtype: 'float32', quantization: { dtype: 'float16', scale: 1, min: 0 } };
    expect(read(spec, 0x00, 0x3c, 0x00, 0xc0)?.data).toEqual(Float32Array.of(1, -2));
  });

  test('float32 quantised to uint8: scale × step + min', () => {
    const spec = { shape: [3], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -1 } };
    expect(read(spec, 0, 2, 255)?.data).toEqual(Float32Array.of(-1, 0, 126.5));
  });

  test('float32 quantised to uint16', () => {
    const spec = { shape: [2], dtype: 'float32', quantization: { dtype: 'uint16', scale: 2, min: 1 } };
    expect(read(spec, 0, 0, 0, 1)?.data).toEqual(Float32Array.of(1, 513));
  });

  test('int32 quantised: rounded to whole numbers', () => {
    const spec = { shape: [2], dtype: 'int32', quantization: { dtype: 'uint8', scale: 0.9, min: 0 } };
    expect(read(spec, 1, 2)?.data).toEqual(Int32Array.of(1, 2));
  });

  test('one tensor after the other, in the order of the manifest, aligned or not', () => {
    const specs = [
      { name: 'flag', shape: [1], dtype: 'bool' },
      { name: 'number', shape: [1], dtype: 'int32' },
    ];
    const tensors = readWeights(specs, Uint8Array.of(1, 5, 0, 0, 0));
    expect([...tensors].map(([name, { data }]) => [name, ...data])).toEqual([
      ['flag', 1],
      ['number', 5],
    ]);
  });
});

describe('refuses', () => {
  test.each([
    ['truncated', 7],
    ['too long', 9],
  ])('a file that is %s, with both sizes', (_what, length) => {
    const specs = [{ name: 'w', shape: [2], dtype: 'float32' }];
    expect(() => readWeights(specs, new Uint8Array(length))).toThrow(new WeightsSizeError(8, length));
  });

  test.each([
    [{ shape: [1], dtype: 'string' }, '`w` has the element type string'],
    [{ shape: [1], dtype: 'complex64' }, '`w` has the element type complex64'],
    [
      { shape: [1], dtype: 'float32', quantization: { dtype: 'uint4', scale: 1, min: 0 } },
      '`w` has the element type float32 quantised as uint4',
    ],
  ])('the element type of %j', (spec, message) => {
    expect(() => read(spec, 0)).toThrow(UnsupportedDtypeError);
    expect(() => read(spec, 0)).toThrow(message);
  });
});
