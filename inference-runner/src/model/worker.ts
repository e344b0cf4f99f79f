import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import { messageOf } from './errors.js';
import {
  type FromWorker,
  type RefusedProvider,
  type SessionOptions,
  threadClockMs,
  type ToWorker,
} from './session-messages.js';
import type { TensorData, ValueInfo } from './types.js';

/**
 * The thread that owns one ONNX session, since `session.run` blocks the thread that it is called on. It answers runs in
 * the order in which they come and ends by itself after `close`: to terminate it during a run would abort the process.
 */
const port = parentPort;
if (!port) throw new Error('model/worker is started by the runner, as a worker thread');

const send = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

// Its own log lines are neither JSON nor on the log's stream; what matters of them is in its exceptions.
ort.env.logLevel = 'fatal';

let tail: Promise<void> = start(workerData as SessionOptions).catch((error: unknown) => {
  send({ type: 'unusable', message: messageOf(error) });
  port.close();
});

async function start(options: SessionOptions): Promise<void> {
  const { session, provider, refused } = await openSession(options);
  port?.on('message', (message: ToWorker) => {
    tail = tail.then(() => (message.type === 'run' ? run(session, message.id, message.input) : close(session)));
  });
  const signature = { inputs: session.inputMetadata.map(describe), outputs: session.outputMetadata.map(describe) };
  send({ type: 'ready', provider, refused, signature });
}

async function openSession({ path, providers, threads }: SessionOptions) {
  const present = ort.listSupportedBackends().map(({ name }) => name);
  const refused: RefusedProvider[] = [];
  const create = (provider: string) =>
    ort.InferenceSession.create(path, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
    });
  for (const provider of providers) {
    if (provider === 'cpu') break;
    // Unknown providers are silently left out by ONNX Runtime, which would then report the CPU as one of them.
    if (!present.includes(provider)) {
      refused.push({ provider, reason: 'this build of ONNX Runtime does not have it' });
      continue;
    }
    try {
      return { session: await create(provider), provider, refused };
    } catch (error) {
      refused.push({ provider, reason: messageOf(error) });
    }
  }
  return { session: await create('cpu'), provider: 'cpu', refused };
}

async function run(session: ort.InferenceSession, id: number, input: TensorData): Promise<void> {
  const startMs = threadClockMs();
  try {
    const results = await session.run({ [session.inputNames[0] ?? '']: toOrt(input) });
    const inferenceMs = threadClockMs() - startMs;
    const outputs = Object.fromEntries(Object.entries(results).map(([name, value]) => [name, fromOrt(value)]));
    const transfer = [...Object.values(outputs).map(({ data }) => data), input.data];
    send({ type: 'done', id, outputs, startMs, inferenceMs, spare: input.data }, transfer);
  } catch (error) {
    send({ type: 'failed', id, message: messageOf(error) });
  }
}

async function close(session: ort.InferenceSession): Promise<void> {
  await session.release();
  port?.close();
}

function toOrt({ type, data, dims }: TensorData): ort.Tensor {
  switch (type) {
    case 'uint8':
      return new ort.Tensor('uint8', new Uint8Array(data), dims);
    case 'float32':
      return new ort.Tensor('float32', new Float32Array(data), dims);
    case 'int32':
      return new ort.Tensor('int32', new Int32Array(data), dims);
    case 'int64':
      return new ort.Tensor('int64', new BigInt64Array(data), dims);
  }
}

/** The output's memory belongs to ONNX Runtime and cannot be handed to another thread, so it is copied out. */
function fromOrt({ type, data, dims }: ort.Tensor): TensorData {
  if (type !== 'uint8' && type !== 'float32' && type !== 'int32' && type !== 'int64') {
    throw new Error(`output of type ${type}, expected uint8, float32, int32 or int64`);
  }
  const bytes = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : [];
  return { type, data: Uint8Array.from(bytes).buffer, dims };
}

function describe(value: ort.InferenceSession.ValueMetadata): ValueInfo {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'not a tensor', shape: [] };
}
