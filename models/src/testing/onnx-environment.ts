import { TestEnvironment } from 'jest-environment-node';

/**
 * jest runs each test file in a JavaScript realm of its own, whose typed arrays are not those of the native ONNX
 * Runtime. Here both are the same. Use: `@jest-environment ./src/testing/onnx-environment.ts` in the file's first
 * comment.
 */
export default class OnnxEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    const arrays = [Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Uint16Array, Uint32Array];
    for (const type of [...arrays, BigInt64Array, BigUint64Array]) this.global[type.name] = type;
  }
}
