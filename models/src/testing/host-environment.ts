import { TestEnvironment } from 'jest-environment-node';

/**
 * jest runs each test file in a JavaScript realm of its own, where `Float32Array` and `Error` are others than in the
 * host's. Native modules refuse such arrays, and Node's streams do not know such errors as errors. Here they are the
 * host's. Use: `@jest-environment ./src/testing/host-environment.ts` in the file's first comment.
 */
export default class HostEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    const arrays = [Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Uint16Array, Uint32Array];
    for (const type of [...arrays, BigInt64Array, BigUint64Array, Error]) this.global[type.name] = type;
  }
}
