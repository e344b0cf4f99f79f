import * as ort from 'onnxruntime-node';
import { ProviderSession } from '../../dist/model/session/providers.js';

/**
 * Runs a session in a process of its own, as ONNX Runtime takes no arrays of a test's. Arguments: a model that goes by the name
 * of CUDA's session, the one of the CPU, and the shades of grey of the pictures that they are run on. Prints what became of each.
 */
const [onCuda, otherwise, ...shades] = process.argv.slice(2);
const SIDE = 64;

const fallbacks = [];
const session = await ProviderSession.open({
  wanted: ['cuda'],
  present: ['cpu', 'cuda'],
  create: (provider) =>
    ort.InferenceSession.create(provider === 'cuda' ? onCuda : otherwise, {
      executionProviders: ['cpu'],
      logSeverityLevel: 4,
    }),
  onFallback: (fallback) => fallbacks.push(fallback),
});

const runs = [];
for (const shade of shades.map(Number)) {
  const pixels = new Uint8Array(SIDE * SIDE * 3).fill(shade);
  try {
    const { output } = await session.run({ input: new ort.Tensor('uint8', pixels, [1, SIDE, SIDE, 3]) });
    runs.push({ provider: session.provider, numbers: [...output.data] });
  } catch (error) {
    runs.push({ provider: session.provider, error: error.message });
  }
}
await session.release();
console.log(JSON.stringify({ runs, fallbacks }));
