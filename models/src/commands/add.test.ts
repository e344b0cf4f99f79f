import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { encodeModel } from '../convert/onnx.js';
import { ensureModel } from '../model.js';
import { FileServer } from '../testing/file-server.js';

/** Real programs and servers, on a machine that may be busy. */
jest.setTimeout(60_000);

const CLI = path.resolve(__dirname, '../../dist/cli.js');

/** A model that passes a number on. */
function modelNamed(name: string): Buffer {
  return encodeModel({
    name,
    producer: 'test',
    opset: 13,
    nodes: [{ op: 'Identity', name: 'n', inputs: ['x'], outputs: ['y'], attributes: {} }],
    initializers: [],
    inputs: [{ name: 'x', type: 'float32', shape: [1] }],
    outputs: [{ name: 'y', type: 'float32', shape: [1] }],
    metadata: {},
  });
}
const MODEL = modelNamed('pass');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const DIGEST = sha256(MODEL);

let folder: string;
let cache: string;
let server: FileServer;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-add-'));
  cache = path.join(folder, 'cache');
  server = await FileServer.start(MODEL);
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

function models(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, FRAMEWATCH_CACHE: cache, npm_config_userconfig: path.join(folder, 'none') };
    const child = spawn(process.execPath, [CLI, ...args], { env, cwd: folder });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

const put = async (name: string, content: Buffer | string): Promise<string> => {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
};
const placed = (name: string): string => path.join(cache, 'added', name, `${name}.onnx`);
const cached = async (): Promise<string[]> =>
  (await readdir(cache, { recursive: true }).catch(() => [])).filter((name) => path.extname(name) !== '').sort();

describe('models add URL', () => {
  it('downloads the model, goes on where it was cut off, and says its digest', async () => {
    server.behaviour = { cuts: [40] };
    const { code, stdout, stderr } = await models('add', `http://${server.host}/files/pass.onnx`);
    expect(stdout).toBe(
      `Model pass: ${placed('pass')}\nSHA-256: ${DIGEST} (--sha256 makes sure of it the next time)\n`
    );
    expect(stderr).toContain('100 %');
    expect(code).toBe(0);
    expect(server.ranges).toEqual([undefined, 'bytes=40-']);
    expect((await readFile(placed('pass'))).equals(MODEL)).toBe(true);
    expect(await cached()).toEqual(['added/pass/pass.onnx']);
  });

  it('takes it under another name, with the digest that it has to have, in capitals too', async () => {
    const { code, stdout } = await models(
      'add',
      '--name',
      'door-2',
      `--sha256=${DIGEST.toUpperCase()}`,
      `http://${server.host}/pass.onnx?x=1`
    );
    expect([code, stdout]).toEqual([0, `Model door-2: ${placed('door-2')}\nSHA-256: ${DIGEST}\n`]);
  });

  it('keeps nothing of a file with another digest', async () => {
    const other = sha256(Buffer.from('other'));
    const { code, stderr } = await models('add', `http://${server.host}/pass.onnx`, '--sha256', other);
    expect(stderr).toContain(`has the SHA-256 ${DIGEST} and not ${other}: nothing of it was kept`);
    expect(code).toBe(1);
    expect(await cached()).toEqual([]);
  });

  it.each([
    ['a page that does not say that it is one', '<!doctype html><html><body>Sign in</body></html>', 'web page'],
    ['a file of PyTorch', 'PK\u0003\u0004 archive/data.pkl', 'PyTorch checkpoint'],
    ['nothing', '', 'is empty'],
    ['half a model', MODEL.subarray(0, MODEL.length - 20), 'cut off'],
  ])('refuses %s by what is in it', async (_, content, message) => {
    server.content = Buffer.from(content);
    const { code, stderr } = await models('add', `http://${server.host}/pass.onnx`);
    expect(stderr).toMatch(new RegExp(`http://${server.host}/pass\\.onnx.*(${message})`, 'i'));
    expect(stderr).not.toContain(folder);
    expect(code).toBe(1);
    expect(await cached()).toEqual([]);
  });

  it('tells a file that is not there in one line, without user and password', async () => {
    server.behaviour = { status: 404 };
    const { code, stderr } = await models('add', `http://me:s3cret@${server.host}/pass.onnx`);
    expect(stderr).toBe(
      `http://***@${server.host}/pass.onnx answered with 404: there is no such file: check the address\n`
    );
    expect(code).toBe(1);
  });
});

describe('models add PATH', () => {
  it('copies the model with what belongs to it, and lists it', async () => {
    const file = await put('mine/best.onnx', MODEL);
    await put('mine/model.yaml', 'confidence: 0.4\n');
    await put('mine/other.txt', 'x');
    const { code, stdout } = await models('add', file, '--name', 'door');
    expect([code, stdout.split('\n')[0]]).toEqual([0, `Model door: ${placed('door')}`]);
    expect(await cached()).toEqual(['added/door/door.onnx', 'added/door/door.yaml']);
    expect(await readFile(path.join(cache, 'added/door/door.yaml'), 'utf8')).toBe('confidence: 0.4\n');
    expect((await models()).stdout).toMatch(
      new RegExp(`\\ndoor +unknown +yes +not recognised \\(info door says why\\): ${placed('door')}\\n$`)
    );
  });

  it('lists what the runner takes it for', async () => {
    const { path: file } = await ensureModel('blazeface');
    await models('add', file, '--name', 'guard');
    expect((await models('list')).stdout).toMatch(
      new RegExp(`\\nguard +unknown +yes +faces with 6 keypoints \\(blazeface\\): ${placed('guard')}\\n$`)
    );
  });

  it('takes paths with spaces, and makes a name of them', async () => {
    const file = await put('my models/Türme & Kräne v2.onnx', MODEL);
    const { code, stdout } = await models('add', file);
    expect([code, stdout.split('\n')[0]]).toEqual([0, `Model Turme-Krane-v2: ${placed('Turme-Krane-v2')}`]);
    expect((await models('info', 'Turme-Krane-v2')).stderr).toContain('model `Turme-Krane-v2`');
  });

  it('says that it was there, and does not replace one model by another', async () => {
    const file = await put('best.onnx', MODEL);
    await models('add', file);
    expect((await models('add', file)).stdout).toBe(`Model best: ${placed('best')} (was there)\n`);
    await put('best.onnx', modelNamed('another'));
    const { code, stderr } = await models('add', file);
    expect(stderr).toBe(
      `there is another model of the name best: choose one with --name, or remove ${path.dirname(placed('best'))}\n`
    );
    expect(code).toBe(1);
    expect((await readFile(placed('best'))).equals(MODEL)).toBe(true);
  });

  it('checks the digest', async () => {
    const { code, stderr } = await models('add', await put('a.onnx', MODEL), '--sha256', sha256(Buffer.from('')));
    expect([code, stderr]).toEqual([1, expect.stringContaining(`has the SHA-256 ${DIGEST} and not`)]);
    expect(await cached()).toEqual([]);
  });

  it.each([
    ['gone.onnx', 'cannot read gone.onnx (ENOENT); check its path'],
    ['notes.onnx', 'notes.onnx is text, not a model'],
  ])('tells what %s is', async (name, message) => {
    await put('notes.onnx', 'Some notes.\n'.repeat(20));
    const { code, stderr } = await models('add', name);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});

it.each([
  [['add'], 'PATH-OR-URL is missing: add PATH-OR-URL [--name NAME] [--sha256 HEX]'],
  [['add', ''], 'PATH-OR-URL is empty: add PATH-OR-URL [--name NAME] [--sha256 HEX]'],
  [['add', 'a.onnx', 'b.onnx'], 'an argument too many: known are PATH-OR-URL, --name VALUE, --sha256 VALUE and --help'],
  [
    ['add', 'a.onnx', '--force'],
    'unknown option --force: known are PATH-OR-URL, --name VALUE, --sha256 VALUE and --help',
  ],
  [['add', 'a.onnx', '--name'], '--name needs a value: known are PATH-OR-URL, --name VALUE, --sha256 VALUE and --help'],
  [['add', 'a.onnx', '--sha256', 'abc'], '--sha256 is not the 64 hexadecimal digits of a SHA-256'],
  [
    ['add', 'ftp://me:s3cret@example.com/a.onnx'],
    'the address is none that begins with http:// or https://: give such a one, or the path of a file',
  ],
  [
    ['add', 'http://'],
    'the address is none that begins with http:// or https://: give such a one, or the path of a file',
  ],
  [
    ['add', 'a.onnx', '--name', '../a'],
    '--name takes letters, digits, dots, - and _, 64 at most, beginning with a letter or digit',
  ],
  [
    ['add', 'https://example.com/'],
    'the file has no usable name: --name gives one of letters, digits, dots, - and _, 64 at most, beginning with a letter or digit',
  ],
  [['add', 'nanodet.onnx'], 'nanodet is a model of the catalogue: --name gives another name'],
])('%j is refused with 2, and nothing is done', async (args, message) => {
  expect(await models(...args)).toEqual({ code: 2, stdout: '', stderr: `models: ${message}\n` });
  expect(await cached()).toEqual([]);
});
