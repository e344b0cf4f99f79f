import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** A tensor's content, in a form that both runtimes' results can be brought to. Booleans are 0 and 1. */
export interface Result {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export interface Feed extends Result {
  readonly dtype: 'float32' | 'int32' | 'bool' | 'uint8';
}

export type Feeds = Readonly<Record<string, Feed>>;

/** Runs an .onnx file; gives its outputs by name. */
export async function runOnnx(model: Uint8Array, feeds: Feeds): Promise<Record<string, Result>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const inputs = Object.entries(feeds).map(([name, { dtype, shape, values }]) => [
      name,
      onnxTensor(dtype, shape, values),
    ]);
    const outputs = await session.run(Object.fromEntries(inputs) as InferenceSession.FeedsType);
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { dims, data }]) => [
        name,
        { shape: dims, values: Array.from(data as ArrayLike<number | boolean>, Number) },
      ])
    );
  } finally {
    await session.release();
  }
}

function onnxTensor(dtype: Feed['dtype'], shape: readonly number[], values: readonly number[]): Tensor {
  switch (dtype) {
    case 'float32':
      return new Tensor(dtype, Float32Array.from(values), shape);
    case 'int32':
      return new Tensor(dtype, Int32Array.from(values), shape);
    case 'bool':
    case 'uint8':
      return new Tensor(dtype, Uint8Array.from(values), shape);
  }
}

/** Runs a TFJS graph model on TFJS's own CPU backend; gives its outputs in the order asked for. */
export async function runTfjs(
  json: Readonly<Record<string, unknown>>,
  weights: Uint8Array,
  feeds: Feeds,
  outputs: readonly string[]
): Promise<Result[]> {
  tf.enableProdMode(); // no advice on the console
  await tf.setBackend('cpu');
  const manifest = json.weightsManifest as { weights: tf.io.WeightsManifestEntry[] }[];
  const artifacts: tf.io.ModelArtifacts = {
    format: 'graph-model',
    modelTopology: json.modelTopology as object,
    signature: json.signature as object,
    weightSpecs: manifest.flatMap((group) => group.weights),
    weightData: Uint8Array.from(weights).buffer,
  };
  const model = await tf.loadGraphModel(tf.io.fromMemory(artifacts));
  const inputs = Object.entries(feeds).map(([name, { dtype, shape, values }]) => {
    const type = dtype === 'uint8' ? 'int32' : dtype;
    return [name, tf.tensor(Array.from(values), [...shape], type)] as const;
  });
  const results = model.execute(Object.fromEntries(inputs), [...outputs]);
  return Promise.all(
    [results].flat().map(async (tensor) => ({ shape: tensor.shape, values: Array.from(await tensor.data()) }))
  );
}
