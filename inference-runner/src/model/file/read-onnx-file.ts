import { type FileHandle, open, opendir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { messageOf, ModelFileError } from '../errors.js';
import type { ValueInfo, WeightInfo } from '../types.js';
import { checkExternalData } from './external-data.js';
import { FileWindow } from './file-window.js';
import {
  type FileLook,
  foreignByContent,
  foreignByName,
  foreignFolder,
  type ForeignFormat,
} from './foreign-formats.js';
import { type ModelProto, readModelProto } from './model-proto.js';
import { ProtobufReader } from './protobuf.js';
import { UnreadableError } from './unreadable-error.js';

/** What a model's file says of the model. */
export interface OnnxFileInfo {
  /** `ort` is ONNX Runtime's own form of a model: it runs, but nothing is read of it here. */
  format: 'onnx' | 'ort';
  /** Texts that exporters leave in the file, without a prototype. */
  metadata: Record<string, string>;
  /** Version of ONNX's own operators; null where the file names none. */
  opset: number | null;
  /** Versions of all operator sets by their domain, ONNX's own at ''. */
  opsets: Record<string, number>;
  irVersion: number | null;
  /** The program that wrote it, or ''. */
  producer: string;
  /** Files beside it that hold its weights: there, and as long as they have to be. */
  externalData: string[];
  /** Names and shapes of weights; their values are not read. */
  weights: WeightInfo[];
  /** As ONNX Runtime tells them when it has loaded the model. */
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  /** Bytes that were read of the file. */
  bytesRead: number;
}

/** The newest that ONNX Runtime 1.30 loads; tests ask it. */
const NEWEST_OPSETS: Readonly<Record<string, number>> = { '': 26, 'ai.onnx.ml': 5 };
const NEWEST_IR_VERSION = 13;

/** What other formats are known by lies in this much of the begin and of the end, bytes. */
const LOOK_BYTES = 64 * 1024;
/** Entries of a folder that are looked at, to tell what it is. */
const MOST_ENTRIES = 1000;

/**
 * Reads what a model's file says of the model, never its weights: bounded in time and memory, whatever the file is. Throws a
 * ModelFileError that says what is wrong with the file and what to do about it: it is missing, is of another format, is damaged, misses a
 * file with weights, or is of an ONNX version that is too new.
 */
export async function readOnnxFile(path: string): Promise<OnnxFileInfo> {
  const handle = await openFile(path);
  try {
    const { size } = await handle.stat();
    if (size === 0) throw new ModelFileError(`${path} is empty; copy or download it again`);
    return await readOpened(path, new FileWindow(handle, size));
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    throw new ModelFileError(`cannot read ${path} (${codeOf(error)}); check its disk`, { cause: error });
  } finally {
    await handle.close();
  }
}

/** Opens only what is a file: a pipe would be waited for, and a device may have no end. */
async function openFile(path: string): Promise<FileHandle> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw refusal(path, foreignFolder(basename(path), await entriesOf(path)));
    if (!found.isFile())
      throw new ModelFileError(`${path} is a device, pipe or socket; give the path of an .onnx file`);
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    const code = codeOf(error);
    const remedy = code === 'EACCES' || code === 'EPERM' ? 'check who may read it' : 'check its path';
    throw new ModelFileError(`cannot read ${path} (${code}); ${remedy}`, { cause: error });
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of await opendir(folder)) {
    names.push(name);
    if (names.length === MOST_ENTRIES) break;
  }
  return names;
}

async function readOpened(path: string, file: FileWindow): Promise<OnnxFileInfo> {
  const look = await lookAt(path, file);
  const foreign = foreignByContent(look);
  if (foreign) throw refusal(path, foreign);
  // FlatBuffers have the name of the format behind the first offset. ONNX Runtime goes by the name of the file.
  const isOrt = look.head.toString('latin1', 4, 8) === 'ORTM';
  if (isOrt !== /\.ort$/i.test(path)) throw refusal(path, isOrt ? ORT_BY_ANOTHER_NAME : ONNX_NAMED_ORT);
  if (isOrt) return { ...NOTHING_SAID, bytesRead: file.read };

  const reader = new ProtobufReader(file);
  const model = await readModelProto(reader, reader.whole).catch((error: unknown) => {
    if (error instanceof ModelFileError) throw new ModelFileError(`${path}: ${error.message}`, { cause: error });
    if (error instanceof UnreadableError) throw unreadable(path, error);
    throw error;
  });
  if (!model.hasGraph) throw withoutGraph(path, model);
  refuseTooNew(path, model);
  await checkExternalData(path, model.externalData);
  return {
    format: 'onnx',
    metadata: plain(model.metadata),
    opset: model.opsets.get('') ?? null,
    opsets: plain(model.opsets),
    irVersion: model.irVersion,
    producer: model.producer,
    externalData: [...model.externalData.keys()],
    weights: Array.from(model.weights, ([name, shape]) => ({ name, shape })),
    inputs: model.inputs,
    outputs: model.outputs,
    bytesRead: file.read,
  };
}

const ORT_BY_ANOTHER_NAME: ForeignFormat = {
  what: "is a model in ONNX Runtime's own format, which is only read by a name that ends in .ort",
  remedy: 'rename it, or give the .onnx file that it was made from',
};
const ONNX_NAMED_ORT: ForeignFormat = {
  what: "is not in ONNX Runtime's own format, though its name ends in .ort",
  remedy:
    'name it .onnx if it is an ONNX model, or make it again: `python -m onnxruntime.tools.convert_onnx_models_to_ort model.onnx`',
};

const NOTHING_SAID: Omit<OnnxFileInfo, 'bytesRead'> = {
  format: 'ort',
  metadata: plain(new Map()),
  opset: null,
  opsets: plain(new Map()),
  irVersion: null,
  producer: '',
  externalData: [],
  weights: [],
  inputs: [],
  outputs: [],
};

async function lookAt(path: string, file: FileWindow): Promise<FileLook> {
  const tail = Buffer.from(await file.view(Math.max(0, file.size - LOOK_BYTES), LOOK_BYTES));
  const head = Buffer.from(await file.view(0, LOOK_BYTES));
  return { name: basename(path), head, tail };
}

function refusal(path: string, { what, remedy }: ForeignFormat): ModelFileError {
  return new ModelFileError(`${path} ${what}; ${remedy}`);
}

function unreadable(path: string, error: UnreadableError): ModelFileError {
  const foreign = foreignByName(basename(path));
  if (foreign) return refusal(path, foreign);
  return new ModelFileError(
    `${path} is no ONNX model, or is damaged or cut off: ${messageOf(error)}; copy, download or export it again`,
    { cause: error }
  );
}

/** Core ML's models are protobuf as well; their kinds have numbers from 200 on. */
function withoutGraph(path: string, { highestField }: ModelProto): ModelFileError {
  const coreMl = { what: 'is a Core ML model', remedy: 'export the model to ONNX with the program that trained it' };
  if (highestField >= 200) return refusal(path, coreMl);
  return refusal(
    path,
    foreignByName(basename(path)) ?? {
      what: 'holds no graph: it is no ONNX model',
      remedy: 'export or download it again',
    }
  );
}

function refuseTooNew(path: string, { opsets, irVersion }: ModelProto): void {
  for (const [domain, version] of opsets) {
    const newest = NEWEST_OPSETS[domain];
    if (newest === undefined || version <= newest) continue;
    const set = domain === '' ? 'opset' : `opset of ${domain}`;
    throw new ModelFileError(
      `${path} is of a newer ONNX: it has ${set} ${version}, and ONNX Runtime knows ${newest} at most; export it for an older one: ` +
        '`yolo export … opset=17`, `torch.onnx.export(…, opset_version=17)`, or convert it with Python: ' +
        '`onnx.version_converter.convert_version(model, 17)`'
    );
  }
  if (irVersion !== null && irVersion > NEWEST_IR_VERSION) {
    throw new ModelFileError(
      `${path} is of a newer ONNX: it has IR version ${irVersion}, and ONNX Runtime knows ${NEWEST_IR_VERSION} at most; export it ` +
        `with an older \`onnx\` package, or set it with Python: \`m = onnx.load(path); m.ir_version = 10; onnx.save(m, path)\``
    );
  }
}

/** Without a prototype, so that `__proto__` is a key like any other. */
function plain<T>(entries: ReadonlyMap<string, T>): Record<string, T> {
  const object = Object.create(null) as Record<string, T>;
  for (const [key, value] of entries) object[key] = value;
  return object;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unreadable';
}
