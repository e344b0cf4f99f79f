import { encodeModel, type OnnxModel } from '@framewatch/models/onnx';

/** A small model that gives its picture back, as the project's own writer writes it. */
export function identityModel(change: Partial<OnnxModel> = {}): Buffer {
  return encodeModel({
    name: 'identity',
    producer: 'framewatch',
    opset: 17,
    nodes: [{ op: 'Mul', name: 'again', inputs: ['images', 'one'], outputs: ['output0'], attributes: {} }],
    initializers: [{ name: 'one', type: 'float32', shape: [1], data: Float32Array.of(1) }],
    inputs: [{ name: 'images', type: 'float32', shape: [1, 3, 'height', null] }],
    outputs: [{ name: 'output0', type: 'float32', shape: [1, 3, 'height', null] }],
    metadata: { task: 'detect', names: "{0: 'person'}" },
    ...change,
  });
}
