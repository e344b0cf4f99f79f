/** @jest-environment ./src/testing/host-environment.ts */
import { runOnnx } from '../testing/run.js';
import { encodeModel, type OnnxModel } from './onnx.js';

const FRAME = { producer: 'p', opset: 13, metadata: { k: 'v' } };

test('a tiny model has exactly these bytes', () => {
  const model: OnnxModel = {
    ...FRAME,
    name: 'g',
    nodes: [
      {
        op: 'Pad',
        name: 'y',
        inputs: ['x', '', 'c'],
        outputs: ['y'],
        attributes: { a: { float: 0.5 }, i: -1, l: [1, 2], s: 'hi' },
      },
    ],
    initializers: [{ name: 'c', type: 'int64', shape: [1], data: BigInt64Array.of(300n) }],
    inputs: [{ name: 'x', type: 'float32', shape: ['n', 2] }],
    outputs: [{ name: 'y', type: 'uint8', shape: [null] }],
  };
  const fields = [
    '08 08', // ir_version 8
    '12 01 70', // producer_name "p"
    '3a 88 01', // graph, 136 bytes
    '0a 4b', // node
    '0a 01 78 0a 00 0a 01 63', // inputs "x", none, "c"
    '12 01 79 1a 01 79 22 03 50 61 64', // output "y", name "y", op_type "Pad"
    '2a 0b 0a 01 61 15 00 00 00 3f a0 01 01', // attribute a = 0.5, FLOAT
    '2a 11 0a 01 69 18 ff ff ff ff ff ff ff ff ff 01 a0 01 02', // attribute i = -1, INT
    '2a 0a 0a 01 6c 40 01 40 02 a0 01 07', // attribute l = [1, 2], INTS
    '2a 0a 0a 01 73 22 02 68 69 a0 01 03', // attribute s = "hi", STRING
    '12 01 67', // graph's name "g"
    '2a 11 08 01 10 07 42 01 63 4a 08 2c 01 00 00 00 00 00 00', // initializer c: [1] of INT64, 300
    '5a 14 0a 01 78 12 0f 0a 0d 08 01 12 09 0a 03 12 01 6e 0a 02 08 02', // input x: FLOAT ["n", 2]
    '62 0d 0a 01 79 12 08 0a 06 08 02 12 02 0a 00', // output y: UINT8 [unknown]
    '42 04 0a 00 10 0d', // opset 13 of the default domain
    '72 06 0a 01 6b 12 01 76', // metadata k = v
  ];
  expect(encodeModel(model).toString('hex')).toBe(fields.join('').replaceAll(' ', ''));
});

test('ONNX Runtime takes what is written, with an attribute of each kind', async () => {
  const model: OnnxModel = {
    ...FRAME,
    name: 'g',
    nodes: [
      { op: 'Add', name: 'sum', inputs: ['x', 'c'], outputs: ['sum'], attributes: {} },
      { op: 'LeakyRelu', name: 'leaky', inputs: ['sum'], outputs: ['leaky'], attributes: { alpha: { float: 0.5 } } },
      { op: 'Transpose', name: 'turned', inputs: ['leaky'], outputs: ['turned'], attributes: { perm: [1, 0] } },
      { op: 'DepthToSpace', name: 'd', inputs: ['p'], outputs: ['d'], attributes: { blocksize: 1, mode: 'DCR' } },
      { op: 'Concat', name: 'y', inputs: ['turned', 'turned'], outputs: ['y'], attributes: { axis: -1 } },
    ],
    initializers: [{ name: 'c', type: 'float32', shape: [2], data: Float32Array.of(1, -1) }],
    inputs: [
      { name: 'x', type: 'float32', shape: ['n', 2] },
      { name: 'p', type: 'float32', shape: [1, 1, 1, null] },
    ],
    outputs: [
      { name: 'y', type: 'float32', shape: [2, null] },
      { name: 'd', type: 'float32', shape: [1, 1, 1, null] },
    ],
  };
  const feeds = {
    x: { dtype: 'float32', shape: [1, 2], values: [2, -3] },
    p: { dtype: 'float32', shape: [1, 1, 1, 1], values: [5] },
  } as const;
  expect(await runOnnx(encodeModel(model), feeds)).toEqual({
    y: { shape: [2, 2], values: [3, 3, -2, -2] },
    d: { shape: [1, 1, 1, 1], values: [5] },
  });
});
