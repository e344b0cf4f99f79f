/** Small TFJS graph models for tests. */

export interface Weight {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  /** By default float32. */
  readonly dtype?: 'float32' | 'int32' | 'bool';
}

export interface Node {
  readonly op: string;
  readonly inputs?: readonly string[];
  /** In protobuf's JSON form; `attributes` below helps. */
  readonly attr?: Readonly<Record<string, unknown>>;
}

export interface Graph {
  /** Shapes of the inputs; null is a free dimension. By default of float32. */
  readonly inputs?: Readonly<Record<string, { shape: readonly (number | null)[]; dtype?: keyof typeof TF_TYPE }>>;
  readonly weights?: Readonly<Record<string, Weight>>;
  readonly nodes?: Readonly<Record<string, Node>>;
  /** Tensors to give out; by default the last node. */
  readonly outputs?: readonly string[];
}

const TF_TYPE = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL', uint8: 'DT_UINT8' } as const;

export const attributes = {
  type: (dtype: keyof typeof TF_TYPE) => ({ type: TF_TYPE[dtype] }),
  int: (value: number) => ({ i: String(value) }),
  float: (value: number) => ({ f: value }),
  bool: (value: boolean) => ({ b: value }),
  string: (value: string) => ({ s: base64(value) }),
  ints: (...values: number[]) => ({ list: { i: values.map(String) } }),
  strings: (...values: string[]) => ({ list: { s: values.map(base64) } }),
};

/** The model's JSON and its weights file, as a TFJS converter would have written them. */
export function tfjsModel(graph: Graph): { json: Record<string, unknown>; weights: Buffer } {
  const placeholders = Object.entries(graph.inputs ?? {}).map(([name, { shape, dtype = 'float32' }]) => ({
    name,
    op: 'Placeholder',
    attr: {
      dtype: attributes.type(dtype),
      shape: { shape: { dim: shape.map((size) => ({ size: String(size ?? -1) })) } },
    },
  }));
  const constants = Object.entries(graph.weights ?? {}).map(([name, { dtype = 'float32' }]) => ({
    name,
    op: 'Const',
    attr: { dtype: attributes.type(dtype) },
  }));
  const nodes = Object.entries(graph.nodes ?? {}).map(([name, { op, inputs = [], attr = {} }]) => ({
    name,
    op,
    input: inputs,
    attr,
  }));
  const all = [...placeholders, ...constants, ...nodes];
  const outputs = graph.outputs ?? [all.at(-1)?.name ?? ''];
  const json = {
    format: 'graph-model',
    modelTopology: { node: all, library: {}, versions: {} },
    signature: {
      inputs: Object.fromEntries(placeholders.map(({ name }) => [name, { name: `${name}:0` }])),
      outputs: Object.fromEntries(outputs.map((name) => [name.replace(':', '_'), { name: withOutput(name) }])),
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: Object.entries(graph.weights ?? {}).map(([name, { shape, dtype = 'float32' }]) => ({
          name,
          shape,
          dtype,
        })),
      },
    ],
  };
  return { json, weights: Buffer.concat(Object.values(graph.weights ?? {}).map(bytesOf)) };
}

function withOutput(tensor: string): string {
  return tensor.includes(':') ? tensor : `${tensor}:0`;
}

function bytesOf({ values, dtype = 'float32' }: Weight): Buffer {
  const array = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype];
  return Buffer.from(array.from(values).buffer);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
