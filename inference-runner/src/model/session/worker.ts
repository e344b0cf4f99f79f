import { parentPort, workerData } from 'node:worker_threads';
import type { Detection } from '@framewatch/protocol';
import * as ort from 'onnxruntime-node';
import { messageOf } from '../errors.js';
import { familyNamed } from '../families/index.js';
import type { ModelInput } from '../input/format.js';
import { type TensorData, TensorMaker } from '../input/tensor.js';
import type { Decoder } from '../output/decoder.js';
import { outputsOf } from '../output/tensors.js';
import { NotFiniteError } from '../output/errors.js';
import type { ValueInfo } from '../types.js';
import { ProviderSession } from './providers.js';
import {
  type Decoding,
  type FromWorker,
  type PictureOutcome,
  type SessionOptions,
  threadClockMs,
  type ToWorker,
} from './messages.js';
import { goAfterOtherThreads } from './thread-priority.js';

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

// Where the engine has it, ONNX Runtime's JavaScript makes every half-precision tensor a Float16Array, which its native part (1.30)
// reads as empty. Without it, it takes and gives the bits in a Uint16Array, as under Node 20. Only this thread is touched.
Reflect.deleteProperty(globalThis, 'Float16Array');

goAfterOtherThreads();

let tail: Promise<void> = start(workerData as SessionOptions).catch((error: unknown) => {
  send({ type: 'unusable', message: messageOf(error) });
  port.close();
});

async function start(options: SessionOptions): Promise<void> {
  const opened = await openSession(options);
  const { session, provider, refused } = opened;
  let halves: Halves | null = null;
  const handle = async (message: ToWorker) => {
    if (message.type === 'decode') halves = halvesFor(message.decoding);
    else if (message.type === 'close') await close(opened);
    else if (halves) await run(opened, halves, message.id, message.inputs);
    else throw new Error('a run came before it was said how outputs are read');
  };
  port?.on('message', (message: ToWorker) => {
    tail = tail.then(() => handle(message));
  });
  const signature = { inputs: session.inputMetadata.map(describe), outputs: session.outputMetadata.map(describe) };
  send({ type: 'ready', provider, refused, signature });
}

/** What is done before and after a run, as the model's family says. */
interface Halves {
  tensors: TensorMaker;
  decode: Decoder;
}

function halvesFor({ family: name, layout, settings }: Decoding): Halves {
  const family = familyNamed(name);
  return { tensors: new TensorMaker(family.input(layout, settings)), decode: family.decoder(layout, settings) };
}

type OrtSession = ProviderSession<
  ort.InferenceSession.FeedsType,
  ort.InferenceSession.ReturnType,
  ort.InferenceSession
>;

function openSession({ path, providers, threads }: SessionOptions): Promise<OrtSession> {
  return ProviderSession.open({
    wanted: providers,
    present: ort.listSupportedBackends().map(({ name }) => name),
    create: (provider) =>
      ort.InferenceSession.create(path, {
        executionProviders: [provider],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        logSeverityLevel: 4,
      }),
    onFallback: (fallback) => send({ type: 'fell-back', ...fallback }),
  });
}

async function run(
  session: OrtSession,
  { tensors, decode }: Halves,
  id: number,
  inputs: readonly ModelInput[]
): Promise<void> {
  const startMs = threadClockMs();
  let outputs: ort.InferenceSession.ReturnType;
  let tensorMs: number;
  try {
    const feeds = Object.entries(tensors.make(inputs)).map(([name, data]) => [name, toOrt(data)] as const);
    tensorMs = threadClockMs() - startMs;
    outputs = await session.run(Object.fromEntries(feeds));
  } catch (error) {
    send({ type: 'failed', id, reason: 'session', message: messageOf(error) });
    return;
  }
  const inferredMs = threadClockMs();
  const outcomes = inputs.map(({ letterbox }, index) =>
    outcomeOf(() => decode(outputsOf(outputs, index, inputs.length), letterbox))
  );
  const spares = inputs.map(({ pixels }) => pixels);
  const inferenceMs = inferredMs - startMs - tensorMs;
  send({ type: 'done', id, outcomes, startMs, tensorMs, inferenceMs, spares }, spares);
}

/** A picture that cannot be read leaves the others of its run as they are. */
function outcomeOf(read: () => Detection[]): PictureOutcome {
  const startMs = threadClockMs();
  try {
    return { detections: read(), postprocessMs: threadClockMs() - startMs };
  } catch (error) {
    return { reason: error instanceof NotFiniteError ? 'not-finite' : 'postprocess', message: messageOf(error) };
  }
}

async function close(session: OrtSession): Promise<void> {
  await session.release();
  port?.close();
}

function toOrt({ type, data, dims }: TensorData): ort.Tensor {
  return new ort.Tensor(type, data, dims);
}

function describe(value: ort.InferenceSession.ValueMetadata): ValueInfo {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'not a tensor', shape: [] };
}
