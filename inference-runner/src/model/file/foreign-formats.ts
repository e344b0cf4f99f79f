import { isUtf8 } from 'node:buffer';

/** A file that is no ONNX model: what it is, and what to do about it. Both continue sentences. */
export interface ForeignFormat {
  what: string;
  remedy: string;
}

/** The begin and the end of a file, and its name without folders. */
export interface FileLook {
  name: string;
  head: Buffer;
  tail: Buffer;
}

const GENERIC = 'export the model to ONNX with the program that trained it';
const AGAIN = 'download the model again, and look at the address that it comes from';
const GPU =
  'give the .onnx file that it was built from; with `providers: [tensorrt]` the runner builds an engine by itself';

function torch(name: string): string {
  return (
    `export it to ONNX where it was trained: \`yolo export model=${name} format=onnx\` if it is of Ultralytics, ` +
    '`torch.onnx.export(model, picture, "model.onnx")` otherwise'
  );
}

function tensorFlow(from: string): string {
  return `convert it to ONNX: \`python -m tf2onnx.convert ${from} --output model.onnx\``;
}

/** Bytes that text does not have, and every binary format that is told here has. */
const isControl = (byte: number): boolean => byte < 0x20 && !TEXT_CONTROLS.includes(byte);
/** Tab, line feed, form feed, carriage return, escape. */
const TEXT_CONTROLS: readonly number[] = [0x09, 0x0a, 0x0c, 0x0d, 0x1b];
const latin1 = (bytes: Buffer): string => bytes.toString('latin1');
const startsWith = (bytes: Buffer, ...wanted: number[]): boolean => wanted.every((byte, i) => bytes[i] === byte);

/** What the file is by its content, or null where that says nothing: it may be an ONNX model then. */
export function foreignByContent(look: FileLook): ForeignFormat | null {
  const { head } = look;
  if (head.every((byte) => byte === 0)) return { what: 'holds nothing but zeros at its begin', remedy: AGAIN };
  return asText(look) ?? asArchive(look) ?? asModel(look);
}

/** What the file seems to be by its name: for files that cannot be read as ONNX and do not show what they are. */
export function foreignByName(name: string): ForeignFormat | null {
  return NAMES.find(({ pattern }) => pattern.test(name))?.format(name) ?? null;
}

function asText({ name, head }: FileLook): ForeignFormat | null {
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    return { what: 'is a Git LFS pointer, not the model itself', remedy: 'fetch it: `git lfs pull` in its repository' };
  }
  if (/^(<!--[^]*?-->\s*)*<(!doctype html|html|head|body|script)\b/i.test(text)) {
    return { what: 'is a web page, not a model: the download was one of a page or of an error', remedy: AGAIN };
  }
  if (/^(<\?xml[^]*?\?>\s*)?<net\b/.test(text)) return openVino(`is an OpenVINO model`);
  if (!isUtf8(head) || head.some(isControl)) return null;
  if (text.startsWith('{') && /"modelTopology"|"graph-model"|"layers-model"/.test(text)) {
    return { what: 'is a TensorFlow.js model', remedy: tensorFlow(`--tfjs ${name}`) };
  }
  if (/^[{[]/.test(text))
    return { what: 'is JSON, not a model: it may be the error that a server gave', remedy: AGAIN };
  if (text.startsWith('<'))
    return { what: 'is XML, not a model: it may be the error that a server gave', remedy: AGAIN };
  return { what: 'is text, not a model', remedy: `give the .onnx file, or ${AGAIN}` };
}

function openVino(what: string): ForeignFormat {
  return {
    what,
    remedy: `${GENERIC}: \`yolo export model=… format=onnx\` for Ultralytics; there is no way back from OpenVINO`,
  };
}

function asArchive(look: FileLook): ForeignFormat | null {
  const { head, name } = look;
  if (startsWith(head, 0x50, 0x4b, 0x03, 0x04)) return asZip(look);
  const kind = ARCHIVES.find(({ magic }) => startsWith(head, ...magic))?.kind;
  const archive = kind ?? (latin1(head.subarray(257, 262)) === 'ustar' ? 'tar' : null);
  if (archive === null) return null;
  return {
    what: `is an archive (${archive}), not a model`,
    remedy: `unpack ${name} and give the .onnx file that is in it`,
  };
}

const ARCHIVES = [
  { kind: 'gzip', magic: [0x1f, 0x8b] },
  { kind: 'bzip2', magic: [0x42, 0x5a, 0x68] },
  { kind: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { kind: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { kind: '7z', magic: [0x37, 0x7a, 0xbc, 0xaf] },
  { kind: 'rar', magic: [0x52, 0x61, 0x72, 0x21] },
] as const;

/** Zip files list their content at their end; what was written first stands at their begin too. */
function asZip({ name, head, tail }: FileLook): ForeignFormat {
  const names = latin1(head) + latin1(tail);
  if (names.includes('.onnx')) {
    return {
      what: 'is a zip archive with an ONNX model in it',
      remedy: `unpack it (\`unzip ${name}\`) and give the .onnx file`,
    };
  }
  if (names.includes('constants.pkl') || names.includes('code/__torch__')) {
    return { what: 'is a TorchScript model', remedy: torch(name) };
  }
  if (names.includes('data.pkl')) return { what: 'is a PyTorch checkpoint', remedy: torch(name) };
  if (names.includes('archive_format')) return { what: 'is an exported program of PyTorch', remedy: torch(name) };
  if (names.includes('model.weights.h5')) return { what: 'is a Keras model', remedy: tensorFlow(`--keras ${name}`) };
  if (/\.ml(model|package)/.test(names)) return { what: 'is a Core ML model', remedy: GENERIC };
  if (names.includes('.npy')) return { what: 'is a NumPy archive', remedy: GENERIC };
  return {
    what: 'is a zip archive, not a model',
    remedy: `unpack it (\`unzip ${name}\`) and give the .onnx file that is in it`,
  };
}

function asModel({ name, head }: FileLook): ForeignFormat | null {
  const magic = latin1(head.subarray(0, 8));
  const text = latin1(head);
  if (magic.startsWith('\x89HDF\r\n'))
    return { what: 'is a Keras model (HDF5)', remedy: tensorFlow(`--keras ${name}`) };
  if (magic.slice(4) === 'TFL3') return { what: 'is a TensorFlow Lite model', remedy: tensorFlow(`--tflite ${name}`) };
  if (magic.startsWith('GGUF')) return { what: 'is a GGUF model', remedy: GENERIC };
  if (magic.startsWith('RKNN')) return { what: 'is a Rockchip model', remedy: GENERIC };
  if (magic.startsWith('\x93NUMPY')) return { what: 'is a NumPy array', remedy: GENERIC };
  if (/^(ftrt|ptrt)/.test(magic) || /^[^]{4}\{[^]*\}(ftrt|ptrt)/.test(text))
    return { what: 'is a TensorRT engine', remedy: GPU };
  if (startsWith(head, 0x80) && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5) {
    return { what: 'is a Python pickle, as PyTorch checkpoints are', remedy: torch(name) };
  }
  if (magic.startsWith('\x8a\x0al\xfc\x9cF\xf9 ')) return { what: 'is a PyTorch checkpoint', remedy: torch(name) };
  // The length of the JSON that describes the tensors, then that JSON.
  if (head.length > 10 && head.readBigUInt64LE(0) < 2n ** 27n && /^\{\s*["}]/.test(text.slice(8, 40))) {
    return { what: 'holds weights alone (safetensors), not a model', remedy: torch('best.pt') };
  }
  return asTensorFlow(name, head);
}

/** Protobuf as ONNX is. SavedModel: its schema's version 1, then a graph that begins with what describes it. */
function asTensorFlow(name: string, head: Buffer): ForeignFormat | null {
  if (startsWith(head, 0x08, 0x01, 0x12)) {
    const lengthEnd = head.findIndex((byte, i) => i >= 3 && byte < 128);
    if (head[lengthEnd + 1] === 0x0a) {
      return { what: 'is a TensorFlow SavedModel', remedy: tensorFlow('--saved-model FOLDER') };
    }
  }
  if (startsWith(head, 0x0a) && name.toLowerCase().endsWith('.pb')) return frozenGraph(name);
  return null;
}

function frozenGraph(name: string): ForeignFormat {
  return { what: 'is a frozen TensorFlow graph', remedy: tensorFlow(`--graphdef ${name} --inputs X:0 --outputs Y:0`) };
}

const seems = (what: string, remedy: string) => () => ({
  what: `is no ONNX model, but ${what}, going by its name`,
  remedy,
});

const NAMES: readonly { pattern: RegExp; format: (name: string) => ForeignFormat }[] = [
  {
    pattern: /(\.onnx[._]data|\.data)$/i,
    format: (name) => {
      const model = name.replace(/(\.onnx)?[._]data$/i, '.onnx');
      return {
        what: 'holds the weights of an ONNX model alone',
        remedy: `give the model itself, \`${model}\` beside it`,
      };
    },
  },
  { pattern: /\.(pt|pth|ckpt|torchscript)$/i, format: (name) => seems('one of PyTorch', torch(name))() },
  { pattern: /\.tflite$/i, format: (name) => seems('one of TensorFlow Lite', tensorFlow(`--tflite ${name}`))() },
  { pattern: /\.(h5|hdf5|keras)$/i, format: (name) => seems('one of Keras', tensorFlow(`--keras ${name}`))() },
  { pattern: /saved_model\.pb$/i, format: seems('a SavedModel', tensorFlow('--saved-model FOLDER')) },
  { pattern: /\.pb$/i, format: frozenGraph },
  { pattern: /\.(engine|plan|trt)$/i, format: seems('a TensorRT engine', GPU) },
  { pattern: /\.(mlmodel|mlpackage|mlmodelc)$/i, format: seems('one of Core ML', GENERIC) },
  { pattern: /\.safetensors$/i, format: seems('weights alone', torch('best.pt')) },
  { pattern: /\.bin$/i, format: () => openVino('holds weights alone, as of OpenVINO or NCNN, going by its name') },
  {
    pattern: /\.(caffemodel|pdmodel|pdparams|param|rknn|hef|weights|nb|mnn|om|gguf)$/i,
    format: seems('one of another program', GENERIC),
  },
];

/** What a folder is by what lies in it. */
export function foreignFolder(name: string, entries: readonly string[]): ForeignFormat {
  const models = entries.filter((entry) => entry.toLowerCase().endsWith('.onnx')).sort();
  if (models.length > 0) {
    return { what: 'is a folder', remedy: `give the path of a file in it: ${models.slice(0, 5).join(', ')}` };
  }
  if (entries.includes('saved_model.pb')) {
    return { what: 'is a TensorFlow SavedModel (a folder)', remedy: tensorFlow(`--saved-model ${name}`) };
  }
  if (/\.ml(package|modelc)$/i.test(name)) return { what: 'is a Core ML model (a folder)', remedy: GENERIC };
  if (entries.some((entry) => entry.endsWith('.xml')) && entries.some((entry) => entry.endsWith('.bin'))) {
    return openVino('is a folder with an OpenVINO model');
  }
  return { what: 'is a folder', remedy: 'give the path of an .onnx file' };
}
