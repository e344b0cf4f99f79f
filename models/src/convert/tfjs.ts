/** Reads a TFJS graph model's JSON (untrusted: it comes out of a downloaded package) into checked types. */
import { Attributes } from './attributes.js';
import { MalformedModelError } from './errors.js';
import { isRecord, stringAt, type JsonRecord } from './json.js';

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Names of nodes, `node:1` for a further output; control dependencies (`^node`) are left out. */
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
}

export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string; readonly scale: number; readonly min: number };
}

export interface GraphOutput {
  /** The name that users of the model know. */
  readonly name: string;
  /** The tensor inside the graph. */
  readonly tensor: string;
}

export interface TfjsModel {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly outputs: readonly GraphOutput[];
  readonly weights: readonly WeightSpec[];
  /** Files of weights, in order, relative to the JSON file. */
  readonly weightFiles: readonly string[];
  readonly generatedBy: string;
}

/**
 * Checks the parsed JSON of `model.json`.
 * @throws MalformedModelError saying which part is not what a graph model has there
 */
export function parseTfjsModel(json: unknown): TfjsModel {
  if (!isRecord(json)) throw new MalformedModelError('the file', 'holds no JSON object');
  const topology = json.modelTopology;
  if (!isRecord(topology)) throw new MalformedModelError('modelTopology', 'is missing');
  const nodes = new Map<string, GraphNode>();
  for (const [i, node] of list(topology.node, 'modelTopology.node').entries()) {
    const parsed = parseNode(node, `modelTopology.node[${i}]`);
    if (nodes.has(parsed.name)) throw new MalformedModelError(`node \`${parsed.name}\``, 'is there twice');
    nodes.set(parsed.name, parsed);
  }
  const groups = list(json.weightsManifest, 'weightsManifest').map((group, i) => {
    if (!isRecord(group)) throw new MalformedModelError(`weightsManifest[${i}]`, 'is not an object');
    return group;
  });
  return {
    nodes,
    outputs: parseOutputs(json.signature, nodes),
    weights: groups.flatMap((group) => list(group.weights, 'weightsManifest.weights').map(parseWeight)),
    weightFiles: groups.flatMap((group) => list(group.paths, 'weightsManifest.paths').map(parsePath)),
    generatedBy: typeof json.generatedBy === 'string' ? json.generatedBy : '',
  };
}

function parseNode(node: unknown, where: string): GraphNode {
  if (!isRecord(node)) throw new MalformedModelError(where, 'is not an object');
  const name = stringAt(node, 'name', where);
  const inputs = list(node.input ?? [], `${where}.input`).map((input) => {
    if (typeof input !== 'string') throw new MalformedModelError(`${where}.input`, 'holds something not a string');
    return input;
  });
  const attributes = node.attr ?? {};
  if (!isRecord(attributes)) throw new MalformedModelError(`${where}.attr`, 'is not an object');
  return {
    name,
    op: stringAt(node, 'op', where),
    inputs: inputs.filter((input) => !input.startsWith('^')).map(withoutFirstOutput),
    attributes: new Attributes(name, attributes),
  };
}

/** The outputs that the signature names; without a signature, every node that no other node reads. */
function parseOutputs(signature: unknown, nodes: ReadonlyMap<string, GraphNode>): GraphOutput[] {
  const outputs = isRecord(signature) ? signature.outputs : undefined;
  if (isRecord(outputs) && Object.keys(outputs).length > 0) {
    return Object.entries(outputs).map(([name, output]) => {
      if (!isRecord(output)) throw new MalformedModelError(`signature.outputs.${name}`, 'is not an object');
      const tensor = stringAt(output, 'name', `signature.outputs.${name}`);
      return { name: withoutFirstOutput(name), tensor: withoutFirstOutput(tensor) };
    });
  }
  const read = new Set([...nodes.values()].flatMap((node) => node.inputs.map(nodeOf)));
  return [...nodes.keys()].filter((name) => !read.has(name)).map((name) => ({ name, tensor: name }));
}

function parseWeight(weight: unknown): WeightSpec {
  const where = 'weightsManifest.weights';
  if (!isRecord(weight)) throw new MalformedModelError(where, 'holds something not an object');
  const name = stringAt(weight, 'name', where);
  const shape = list(weight.shape, `shape of weight \`${name}\``).map((dim) => {
    if (typeof dim !== 'number' || !Number.isSafeInteger(dim) || dim < 0) {
      throw new MalformedModelError(`shape of weight \`${name}\``, 'holds something not a size');
    }
    return dim;
  });
  const spec = { name, shape, dtype: stringAt(weight, 'dtype', where) };
  const quantization = weight.quantization;
  return quantization === undefined ? spec : { ...spec, quantization: parseQuantization(quantization, name) };
}

function parseQuantization(quantization: unknown, weight: string): { dtype: string; scale: number; min: number } {
  const where = `quantization of weight \`${weight}\``;
  if (!isRecord(quantization)) throw new MalformedModelError(where, 'is not an object');
  const dtype = stringAt(quantization, 'dtype', where);
  if (dtype === 'float16') return { dtype, scale: 1, min: 0 };
  return { dtype, scale: numberAt(quantization, 'scale', where), min: numberAt(quantization, 'min', where) };
}

function parsePath(path: unknown): string {
  // The path is joined to a folder and read, so it may name a file beside the JSON and nothing else.
  if (typeof path !== 'string' || !/^[\w.-]+$/.test(path) || path.startsWith('..')) {
    throw new MalformedModelError('weightsManifest.paths', 'holds something not a plain file name');
  }
  return path;
}

/** `node:0` and `node` are the same tensor; the second spelling is used everywhere. */
function withoutFirstOutput(tensor: string): string {
  return tensor.replace(/:0$/, '');
}

/** The node that a tensor belongs to: `node:1` → `node`. */
export function nodeOf(tensor: string): string {
  return tensor.replace(/:\d+$/, '');
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new MalformedModelError(where, 'is not a list');
  return value;
}

function numberAt(record: JsonRecord, key: string, where: string): number {
  const value = record[key];
  if (typeof value !== 'number') throw new MalformedModelError(`${where}.${key}`, 'is not a number');
  return value;
}
