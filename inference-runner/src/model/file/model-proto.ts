import { ModelFileError } from '../errors.js';
import type { ValueInfo } from '../types.js';
import { integer, type ProtobufReader, span, type Span } from './protobuf.js';
import { UnreadableError } from './unreadable-error.js';

/** Where weights lie outside of the file: the name of a file beside it, and how far it has to reach, bytes. */
export type ExternalData = Map<string, number>;

interface GraphFacts {
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  /** Names. */
  weights: Weights;
  /** Of its weights, of constants among its nodes, and of the graphs within them. */
  externalData: ExternalData;
}

/** Shapes of weights by their names. */
type Weights = Map<string, number[]>;

/** What a ModelProto says, without the values of its weights. */
export interface ModelProto {
  irVersion: number | null;
  producer: string;
  /** Version of each operator set, by domain; '' is the one of ONNX itself. */
  opsets: Map<string, number>;
  metadata: Map<string, string>;
  /** Whether there is a graph at all: without one it is no model. */
  hasGraph: boolean;
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  /** Those of the graph itself. */
  weights: Weights;
  externalData: ExternalData;
  /** The highest number of a field of the model itself. ONNX has 26 so far; other formats begin alike. */
  highestField: number;
}

/** Names of inputs, weights and dimensions. Exporters write paths of modules, of some 100 characters. */
const MOST_NAME = 16 * 1024;
/** Inputs and outputs; old models name every weight as an input. */
const MOST_VALUES = 10_000;
const MOST_WEIGHTS = 100_000;
const MOST_DIMENSIONS = 64;
/** Graphs within nodes of graphs, as `If` and `Loop` have them. ONNX Runtime's protobuf reads some 30. */
const MOST_DEPTH = 32;
const MOST_OPSETS = 1000;
/** Exporters write 20 or so. */
const MOST_ENTRIES = 10_000;
/** Names of 10,000 classes, as long as they may be, take 1.4 MB. */
const MOST_METADATA = 4 * 1024 * 1024;

/** Element types as ONNX Runtime names them, by their numbers in `TensorProto.DataType`. */
const ELEMENT_TYPES: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  21: 'uint4',
  22: 'int4',
};

/**
 * Reads the ModelProto of onnx.proto in this place. Rejects with an UnreadableError for what is none, and with a
 * ModelFileError for metadata that nobody needs.
 */
export async function readModelProto(reader: ProtobufReader, place: Span): Promise<ModelProto> {
  const model: ModelProto = {
    irVersion: null,
    producer: '',
    opsets: new Map(),
    metadata: new Map(),
    hasGraph: false,
    inputs: [],
    outputs: [],
    weights: new Map(),
    externalData: new Map(),
    highestField: 0,
  };
  for await (const field of reader.fields(place)) {
    model.highestField = Math.max(model.highestField, field.id);
    if (field.id === 1) model.irVersion = integer(field);
    else if (field.id === 2) model.producer = await reader.text(span(field), MOST_NAME);
    else if (field.id === 7) {
      model.hasGraph = true;
      await readGraph(reader, span(field), model, 0);
    } else if (field.id === 8) await readOpset(reader, span(field), model.opsets);
    else if (field.id === 14) await readEntry(reader, span(field), model.metadata);
    else if (field.id === 25) await readFunction(reader, span(field), model.externalData);
  }
  // As ONNX Runtime has it: what has a value of its own is no input.
  model.inputs = model.inputs.filter(({ name }) => !model.weights.has(name));
  return model;
}

async function readGraph(reader: ProtobufReader, place: Span, facts: GraphFacts, depth: number): Promise<void> {
  atMost(MOST_DEPTH, depth, 'graphs within each other', place);
  const { inputs, outputs, weights, externalData } = facts;
  for await (const field of reader.fields(place)) {
    if (field.id === 1) await readNode(reader, span(field), externalData, depth);
    else if (field.id === 5) await readWeight(reader, span(field), weights, externalData);
    else if (field.id === 11) inputs.push(await readValue(reader, span(field)));
    else if (field.id === 12) outputs.push(await readValue(reader, span(field)));
    else if (field.id === 15) await readSparseWeight(reader, span(field), weights, externalData);
    atMost(MOST_VALUES, inputs.length + outputs.length, 'inputs and outputs', place);
    atMost(MOST_WEIGHTS, weights.size, 'weights', place);
  }
}

/** Looks for weights in the attributes of a node: those of a constant, and of the graphs that it runs. */
async function readNode(reader: ProtobufReader, place: Span, externalData: ExternalData, depth: number): Promise<void> {
  for await (const attribute of reader.fields(place)) {
    if (attribute.id !== 5) continue;
    for await (const field of reader.fields(span(attribute))) {
      if (field.id === 5 || field.id === 10) await readWeight(reader, span(field), new Map(), externalData);
      else if (field.id === 6 || field.id === 11) {
        const inner = { inputs: [], outputs: [], weights: new Map<string, number[]>(), externalData };
        await readGraph(reader, span(field), inner, depth + 1);
      }
    }
  }
}

/** Nodes that others call by a name, as exporters of PyTorch's newer releases write them. */
async function readFunction(reader: ProtobufReader, place: Span, externalData: ExternalData): Promise<void> {
  for await (const field of reader.fields(place)) {
    if (field.id === 7) await readNode(reader, span(field), externalData, 0);
  }
}

/** Numbers, and where they stand: each is a weight of its own. */
async function readSparseWeight(
  reader: ProtobufReader,
  place: Span,
  weights: Weights,
  externalData: ExternalData
): Promise<void> {
  for await (const field of reader.fields(place)) {
    if (field.id === 1 || field.id === 2) await readWeight(reader, span(field), weights, externalData);
  }
}

async function readWeight(
  reader: ProtobufReader,
  place: Span,
  weights: Weights,
  externalData: ExternalData
): Promise<void> {
  const entries = new Map<string, string>();
  const shape: number[] = [];
  let isExternal = false;
  for await (const field of reader.fields(place)) {
    if (field.id === 1 && field.type === 'number') {
      shape.push(integer(field));
      atMost(MOST_DIMENSIONS, shape.length, 'dimensions', place);
    }
    if (field.id === 8) weights.set(await reader.text(span(field), MOST_NAME), shape);
    else if (field.id === 13) await readEntry(reader, span(field), entries);
    else if (field.id === 14) isExternal = integer(field) === 1;
  }
  const location = entries.get('location');
  if (!isExternal || location === undefined) return;
  const reach = Number(entries.get('offset') ?? 0) + Number(entries.get('length') ?? 0);
  externalData.set(location, Math.max(externalData.get(location) ?? 0, Number.isFinite(reach) ? reach : 0));
}

async function readOpset(reader: ProtobufReader, place: Span, opsets: Map<string, number>): Promise<void> {
  let domain = '';
  let version = 0;
  for await (const field of reader.fields(place)) {
    if (field.id === 1) domain = await reader.text(span(field), MOST_NAME);
    else if (field.id === 2) version = integer(field);
  }
  const name = domain === 'ai.onnx' ? '' : domain;
  // ONNX Runtime looks at each of them if one comes again: the newest decides whether it takes the model.
  opsets.set(name, Math.max(version, opsets.get(name) ?? version));
  atMost(MOST_OPSETS, opsets.size, 'operator sets', place);
}

/** A StringStringEntryProto; of a key that comes again the last counts, as in ONNX Runtime. */
async function readEntry(reader: ProtobufReader, place: Span, entries: Map<string, string>): Promise<void> {
  let keyPlace = { start: place.start, end: place.start };
  let valuePlace = keyPlace;
  for await (const field of reader.fields(place)) {
    if (field.id === 1) keyPlace = span(field);
    else if (field.id === 2) valuePlace = span(field);
  }
  const key = await reader.text(keyPlace, MOST_NAME);
  const size = valuePlace.end - valuePlace.start;
  if (size > MOST_METADATA) throw new ModelFileError(tooLong(key, size));
  entries.set(key, await reader.text(valuePlace, MOST_METADATA));
  atMost(MOST_ENTRIES, entries.size, 'entries of metadata', place);
}

function tooLong(key: string, size: number): string {
  const shown = JSON.stringify(key.length > 80 ? `${key.slice(0, 80)}…` : key);
  return (
    `its metadata has ${size} bytes at the key ${shown}, expected ${MOST_METADATA} at most; export the model without it, or take ` +
    'it out with Python: `m = onnx.load(path, load_external_data=False); kept = [p for p in m.metadata_props if ' +
    `len(p.value) < ${MOST_METADATA / 4}]; del m.metadata_props[:]; m.metadata_props.extend(kept); onnx.save(m, path)\``
  );
}

async function readValue(reader: ProtobufReader, place: Span): Promise<ValueInfo> {
  const value: ValueInfo = { name: '', type: 'not a tensor', shape: [] };
  for await (const field of reader.fields(place)) {
    if (field.id === 1) value.name = await reader.text(span(field), MOST_NAME);
    else if (field.id === 2) {
      for await (const kind of reader.fields(span(field))) {
        if (kind.id === 1) Object.assign(value, await readTensorType(reader, span(kind)));
      }
    }
  }
  return value;
}

async function readTensorType(reader: ProtobufReader, place: Span): Promise<Pick<ValueInfo, 'type' | 'shape'>> {
  let type = 'unknown type';
  const shape: (number | string)[] = [];
  for await (const field of reader.fields(place)) {
    if (field.id === 1) type = ELEMENT_TYPES[integer(field)] ?? `unknown type ${integer(field)}`;
    else if (field.id === 2) {
      for await (const dimension of reader.fields(span(field))) {
        if (dimension.id === 1) shape.push(await readDimension(reader, span(dimension)));
        atMost(MOST_DIMENSIONS, shape.length, 'dimensions', place);
      }
    }
  }
  return { type, shape };
}

/** A size, or the name of one that is free; '' for a free one without a name. */
async function readDimension(reader: ProtobufReader, place: Span): Promise<number | string> {
  let dimension: number | string = '';
  for await (const field of reader.fields(place)) {
    if (field.id === 1) dimension = Math.max(-1, integer(field));
    else if (field.id === 2) dimension = await reader.text(span(field), MOST_NAME);
  }
  return dimension === -1 ? '' : dimension;
}

function atMost(most: number, found: number, what: string, { start }: Span): void {
  if (found > most) throw new UnreadableError(`it has more than ${most} ${what}`, start);
}
