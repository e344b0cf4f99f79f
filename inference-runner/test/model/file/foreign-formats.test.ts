import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ModelFileError } from '../../../src/model/index.js';
import { readOnnxFile } from '../../../src/model/file/index.js';
import { identityModel } from './models.js';
import { bytes, number } from './proto-bytes.js';

/** What is no ONNX model is told by its content, or where that says nothing by its name, with the way to an ONNX model. */

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewatch-foreign-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What is said of the path, without the folder before it. */
async function refusal(name: string): Promise<string> {
  const error: unknown = await readOnnxFile(join(folder, name)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ModelFileError);
  return (error as Error).message.replaceAll(`${folder}/`, '');
}

/** The begin of a zip file's entry, as much as its name needs. */
const zipped = (...names: string[]): Buffer =>
  Buffer.concat(
    names.map((name) => {
      const header = Buffer.alloc(30);
      header.write('PK\x03\x04', 'latin1');
      header.writeUInt16LE(name.length, 26);
      return Buffer.concat([header, Buffer.from(name), Buffer.alloc(5000)]);
    })
  );
const weights = Buffer.from(Float32Array.from({ length: 100 }, (_, i) => Math.sin(i + 1)).buffer);
const flat = (magic: string) => Buffer.concat([Buffer.from([0x1c, 0, 0, 0]), Buffer.from(magic), Buffer.alloc(100)]);
const safetensors = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';

const TORCH = (name: string) =>
  `export it to ONNX where it was trained: \`yolo export model=${name} format=onnx\` if it is of Ultralytics, ` +
  '`torch.onnx.export(model, picture, "model.onnx")` otherwise';
const AGAIN = 'download the model again, and look at the address that it comes from';
const tensorFlow = (from: string) => `convert it to ONNX: \`python -m tf2onnx.convert ${from} --output model.onnx\``;

it.each<[string, string, Buffer | string, string]>([
  [
    'a PyTorch checkpoint',
    'yolov8n.pt',
    zipped('best/data.pkl', 'best/data/0'),
    `is a PyTorch checkpoint; ${TORCH('yolov8n.pt')}`,
  ],
  ['… that is named .onnx', 'a.onnx', zipped('archive/data.pkl'), `is a PyTorch checkpoint; ${TORCH('a.onnx')}`],
  [
    'an old one',
    'old.pth',
    Buffer.from('80028a0a6cfc9c46f9206aa8', 'hex'),
    `is a Python pickle, as PyTorch checkpoints are; ${TORCH('old.pth')}`,
  ],
  [
    'TorchScript',
    'a.torchscript',
    zipped('a/data.pkl', 'a/code/__torch__.py', 'a/constants.pkl'),
    `is a TorchScript model; ${TORCH('a.torchscript')}`,
  ],
  ['TensorFlow Lite', 'a.tflite', flat('TFL3'), `is a TensorFlow Lite model; ${tensorFlow('--tflite a.tflite')}`],
  [
    'Keras, HDF5',
    'a.h5',
    Buffer.from('\x89HDF\r\n\x1a\n\0\0', 'latin1'),
    `is a Keras model (HDF5); ${tensorFlow('--keras a.h5')}`,
  ],
  [
    'Keras, zip',
    'a.keras',
    zipped('metadata.json', 'config.json', 'model.weights.h5'),
    `is a Keras model; ${tensorFlow('--keras a.keras')}`,
  ],
  [
    'a SavedModel',
    'saved_model.pb',
    Buffer.concat([number(1, 1), bytes(2, bytes(1, bytes(5, '2.15')))]),
    `is a TensorFlow SavedModel; ${tensorFlow('--saved-model FOLDER')}`,
  ],
  [
    'a frozen graph',
    'a.pb',
    bytes(1, bytes(1, 'x')),
    `is a frozen TensorFlow graph; ${tensorFlow('--graphdef a.pb --inputs X:0 --outputs Y:0')}`,
  ],
  [
    'TensorFlow.js',
    'model.json',
    '{"format": "graph-model", "modelTopology": {}}',
    `is a TensorFlow.js model; ${tensorFlow('--tfjs model.json')}`,
  ],
  [
    'OpenVINO',
    'a.xml',
    '<?xml version="1.0"?>\n<net name="a" version="11"></net>',
    'is an OpenVINO model; export the model to ONNX',
  ],
  ["OpenVINO's weights", 'a.bin', weights, 'holds weights alone, as of OpenVINO or NCNN, going by its name; export'],
  [
    'TensorRT',
    'a.engine',
    Buffer.from('ftrt\0\0\0\x01'),
    'is a TensorRT engine; give the .onnx file that it was built from',
  ],
  [
    'TensorRT of Ultralytics',
    'b.onnx',
    Buffer.concat([Buffer.from([15, 0, 0, 0]), Buffer.from('{"batch": "1"}ftrt\0')]),
    'is a TensorRT engine',
  ],
  ['TensorRT by its name', 'a.plan', weights, 'is no ONNX model, but a TensorRT engine, going by its name; give'],
  [
    'Core ML',
    'a.mlmodel',
    Buffer.concat([number(1, 8), bytes(2, bytes(1, 'x')), bytes(502, 'x')]),
    'is a Core ML model; export',
  ],
  [
    'safetensors',
    'a.safetensors',
    Buffer.concat([Buffer.from([safetensors.length, 0, 0, 0, 0, 0, 0, 0]), Buffer.from(safetensors)]),
    'holds weights alone (safetensors), not a model; export',
  ],
  [
    'ONNX in a zip',
    'a.zip',
    zipped('folder/best.onnx'),
    'is a zip archive with an ONNX model in it; unpack it (`unzip a.zip`) and give the .onnx file',
  ],
  ['another zip', 'a.onnx', zipped('readme.md'), 'is a zip archive, not a model; unpack it'],
  [
    'ONNX in gzip',
    'a.onnx.gz',
    gzipSync(identityModel()),
    'is an archive (gzip), not a model; unpack a.onnx.gz and give the .onnx file that is in it',
  ],
  [
    'a Git LFS pointer',
    'a.onnx',
    'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n',
    'is a Git LFS pointer, not the model itself; fetch it: `git lfs pull` in its repository',
  ],
  [
    'a web page',
    'a.onnx',
    '\n<!DOCTYPE html>\n<html><body>Sign in</body></html>',
    `is a web page, not a model: the download was one of a page or of an error; ${AGAIN}`,
  ],
  [
    'JSON',
    'a.onnx',
    '{"error": "Repository not found"}',
    `is JSON, not a model: it may be the error that a server gave; ${AGAIN}`,
  ],
  [
    'XML',
    'a.onnx',
    '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    `is XML, not a model: it may be the error that a server gave; ${AGAIN}`,
  ],
  ['text', 'a.onnx', 'Entry not found', `is text, not a model; give the .onnx file, or ${AGAIN}`],
  [
    'weights beside a model',
    'best.onnx.data',
    weights,
    'holds the weights of an ONNX model alone; give the model itself, `best.onnx` beside it',
  ],
  [
    '… as Hugging Face names them',
    'model.onnx_data',
    weights,
    'holds the weights of an ONNX model alone; give the model itself, `model.onnx` beside it',
  ],
  [
    "ONNX Runtime's format, named .onnx",
    'a.onnx',
    flat('ORTM'),
    "is a model in ONNX Runtime's own format, which is only read by a name that ends in .ort; rename it",
  ],
  [
    'ONNX, named .ort',
    'a.ort',
    identityModel(),
    "is not in ONNX Runtime's own format, though its name ends in .ort; name it .onnx",
  ],
])('%s (%s)', async (_, name, content, expected) => {
  await writeFile(join(folder, name), content);
  expect(await refusal(name)).toContain(`${name} ${expected}`);
});

it('an ONNX model is one by its content, whatever its name says', async () => {
  await writeFile(join(folder, 'model.pt'), identityModel());
  expect((await readOnnxFile(join(folder, 'model.pt'))).opset).toBe(17);
});

it("ONNX Runtime's own format goes to it as it is", async () => {
  await writeFile(join(folder, 'model.ort'), flat('ORTM'));
  expect(await readOnnxFile(join(folder, 'model.ort'))).toMatchObject({ format: 'ort', opset: null, inputs: [] });
});

it('folders are told by what lies in them', async () => {
  await mkdir(join(folder, 'a.mlpackage'));
  await mkdir(join(folder, 'saved'));
  await writeFile(join(folder, 'saved', 'saved_model.pb'), '');
  await mkdir(join(folder, 'models'));
  await writeFile(join(folder, 'models', 'b.onnx'), '');
  await mkdir(join(folder, 'empty'));
  expect(await refusal('a.mlpackage')).toMatch(/^a\.mlpackage is a Core ML model \(a folder\); export/);
  expect(await refusal('saved')).toBe(
    `saved is a TensorFlow SavedModel (a folder); ${tensorFlow('--saved-model saved')}`
  );
  expect(await refusal('models')).toBe('models is a folder; give the path of a file in it: b.onnx');
  expect(await refusal('empty')).toBe('empty is a folder; give the path of an .onnx file');
});

it('what is not there, and what may never end', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(await refusal('nowhere.onnx')).toBe('cannot read nowhere.onnx (ENOENT); check its path');
  expect(await refusal('pipe')).toBe('pipe is a device, pipe or socket; give the path of an .onnx file');
  await expect(readOnnxFile('/dev/zero')).rejects.toThrow('is a device, pipe or socket');
  await expect(readOnnxFile('a\0b')).rejects.toThrow(ModelFileError);
});
