import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import { type InferenceErrorReason, messageOf } from '../errors.js';
import { familyNamed } from '../families/index.js';
import type { ModelInput, TensorData } from '../input/format.js';
import type { Decoder } from '../output/decoder.js';
import { NotFiniteError } from '../output/errors.js';
import type { ValueInfo } from '../types.js';
import {
  type Decoding,
  type FromWorker,
  type RefusedProvider,
  type SessionOptions,
  threadClockMs,
  type ToWorker,
} from './messages.js';

/**
 * The thread that owns one ONNX session, since `session.run` blocks the thread that it is called on. It reads the outputs
 * where they are, so that only detections cross to the main thread. It answers runs in the order in which they come and
 * ends by itself after `close`: to terminate it during a run would abort the process.
 */
const port = parentPort;
if (!port) throw new Error("the model's worker is started by the runner, as a worker thread");

const send = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

// Its own log lines are neither JSON nor on the log's stream; what matters of them is in its exceptions.
ort.env.logLevel = 'fatal';

let tail: Promise<void> = start(workerData as SessionOptions).catch((error: unknown) => {
  send({ type: 'unusable', message: messageOf(error) });
  port.close();
});

async function start(options: SessionOptions): Promise<void> {
  const { session, provider, refused } = await openSession(options);
  let decode: Decoder = () => {
    throw new Error('a run came before it was said how outputs are read');
  };
  const handle = async (message: ToWorker) => {
    if (message.type === 'decode') decode = decoderFor(message.decoding);
    else if (message.type === 'run') await run(session, decode, message.id, message.input);
    else await close(session);
  };
  port?.on('message', (message: ToWorker) => {
    tail = tail.then(() => handle(message));
  });
  const signature = { inputs: session.inputMetadata.map(describe), outputs: session.outputMetadata.map(describe) };
  send({ type: 'ready', provider, refused, signature });
}

function decoderFor({ family, signature, settings }: Decoding): Decoder {
  return familyNamed(family).decoder(signature, settings);
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

async function run(session: ort.InferenceSession, decode: Decoder, id: number, input: ModelInput): Promise<void> {
  const { tensor, letterbox } = input;
  const startMs = threadClockMs();
  const fail = (reason: InferenceErrorReason, error: unknown) =>
    send({ type: 'failed', id, reason, message: messageOf(error) });
  let outputs: ort.InferenceSession.ReturnType;
  try {
    outputs = await session.run({ [session.inputNames[0] ?? '']: toOrt(tensor) });
  } catch (error) {
    fail('session', error);
    return;
  }
  const inferredMs = threadClockMs();
  try {
    const detections = decode(outputs, letterbox);
    const times = { startMs, inferenceMs: inferredMs - startMs, postprocessMs: threadClockMs() - inferredMs };
    send({ type: 'done', id, detections, ...times, spare: tensor.data }, [tensor.data]);
  } catch (error) {
    fail(error instanceof NotFiniteError ? 'not-finite' : 'postprocess', error);
  }
}

async function close(session: ort.InferenceSession): Promise<void> {
  await session.release();
  port?.close();
}

function toOrt({ type, data, dims }: TensorData): ort.Tensor {
  return new ort.Tensor(type, new Uint8Array(data), dims);
}

function describe(value: ort.InferenceSession.ValueMetadata): ValueInfo {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'not a tensor', shape: [] };
}
