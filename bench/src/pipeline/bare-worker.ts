import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What the loop is started with. */
export interface BareLoop {
  path: string;
  width: number;
  height: number;
  threads: number;
}

/** Runs the model over and over on one and the same picture: as fast as it can be with nothing around it. */
const { path, width, height, threads } = workerData as BareLoop;
const session = await InferenceSession.create(path, {
  executionProviders: ['cpu'],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
});
const picture = new Uint8Array(width * height * 3).fill(128);
const name = session.inputNames[0] ?? '';

const loop = { frames: 0, inferenceMs: 0, going: true };
parentPort?.on('message', (message: 'count' | 'end') => {
  if (message === 'end') loop.going = false;
  else parentPort?.postMessage({ frames: loop.frames, inferenceMs: loop.inferenceMs, atMs: performance.now() });
});
parentPort?.postMessage('ready');

while (loop.going) {
  const startMs = performance.now();
  await session.run({ [name]: new Tensor('uint8', picture, [1, height, width, 3]) });
  loop.inferenceMs += performance.now() - startMs;
  loop.frames += 1;
}
parentPort?.close();
