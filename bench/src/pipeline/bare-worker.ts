import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What the loop is started with. */
export interface BareLoop {
  path: string;
  /** Of the model's input. */
  type: 'uint8' | 'float32';
  dims: readonly number[];
  threads: number;
}

/** Runs the model over and over on one and the same picture: as fast as it can be with nothing around it. */
const { path, type, dims, threads } = workerData as BareLoop;
const session = await InferenceSession.create(path, {
  executionProviders: ['cpu'],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
});
const size = dims.reduce((product, dim) => product * dim, 1);
const picture = type === 'uint8' ? new Uint8Array(size).fill(128) : new Float32Array(size).fill(0.5);
const name = session.inputNames[0] ?? '';

const loop = { frames: 0, inferenceMs: 0, atMs: performance.now(), going: true };
parentPort?.on('message', (message: 'count' | 'end') => {
  if (message === 'end') loop.going = false;
  else parentPort?.postMessage({ frames: loop.frames, inferenceMs: loop.inferenceMs, atMs: loop.atMs });
});
parentPort?.postMessage('ready');

while (loop.going) {
  const startMs = performance.now();
  await session.run({ [name]: new Tensor(type, picture, dims) });
  loop.atMs = performance.now();
  loop.inferenceMs += loop.atMs - startMs;
  loop.frames += 1;
}
parentPort?.close();
