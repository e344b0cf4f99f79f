import { closeSync, ftruncateSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureModel } from '@framewatch/models';
import * as ort from 'onnxruntime-node';
import { seeded } from '../../../../protocol/test/random.js';
import { ModelFileError } from '../../../src/model/index.js';
import { MOST_READ } from '../../../src/model/file/file-window.js';
import { readOnnxFile } from '../../../src/model/file/index.js';
import { mutate } from '../../viewer/random.js';
import { identityModel } from './models.js';
import { bytes, entry, externalWeight, graph, number, opset, tag, varint } from './proto-bytes.js';

// Thousands of files are written and read: seconds, minutes on a machine that is busy with others' work.
jest.setTimeout(300_000);

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewatch-onnx-'));
  path = join(folder, 'model.onnx');
});
afterAll(() => rm(folder, { recursive: true }));

async function read(...content: Buffer[]) {
  await writeFile(path, Buffer.concat(content));
  return readOnnxFile(path);
}

async function refusal(...content: Buffer[]): Promise<string> {
  const error: unknown = await read(...content).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ModelFileError);
  return (error as Error).message;
}

/** The fields of a graph with a node that has such a graph in it, and so on. */
function nested(depth: number): Buffer {
  return depth === 0 ? Buffer.alloc(0) : bytes(1, bytes(5, bytes(6, nested(depth - 1))));
}

/** A model of one `If`, whose branches give a weight that lies in another file. */
function branchModel(location: string): Buffer {
  const value = (id: number, name: string, type: number) =>
    bytes(id, bytes(1, name), bytes(2, bytes(1, number(1, type), bytes(2, bytes(1, number(1, 1))))));
  const branch = (name: string) =>
    bytes(6, bytes(2, name), externalWeight(`${name}-w`, location, 0, 4), value(12, `${name}-w`, 1));
  const attribute = (name: string) => bytes(5, bytes(1, name), branch(name), number(20, 5));
  const branches = [attribute('then_branch'), attribute('else_branch')];
  const node = bytes(1, bytes(1, 'which'), bytes(2, 'out'), bytes(4, 'If'), ...branches);
  const parts = [node, bytes(2, 'branches'), value(11, 'which', 9), value(12, 'out', 1)];
  return Buffer.concat([number(1, 8), bytes(7, ...parts), opset('', 17)]);
}

/** Says what ONNX Runtime says of the file. */
async function loaded() {
  const session = await ort.InferenceSession.create(path, { logSeverityLevel: 4 });
  const plain = (values: readonly ort.InferenceSession.ValueMetadata[]) =>
    values.map((value) => ({ name: value.name, ...(value.isTensor && { type: value.type, shape: value.shape }) }));
  const signature = { inputs: plain(session.inputMetadata), outputs: plain(session.outputMetadata) };
  await session.release();
  return signature;
}

describe('what a file says of its model', () => {
  it('is read without the values of its weights', async () => {
    const info = await read(identityModel(), opset('ai.onnx.ml', 3));
    expect({ ...info, metadata: { ...info.metadata }, opsets: { ...info.opsets } }).toEqual({
      format: 'onnx',
      metadata: { task: 'detect', names: "{0: 'person'}" },
      opset: 17,
      opsets: { '': 17, 'ai.onnx.ml': 3 },
      irVersion: 8,
      producer: 'framewatch',
      externalData: [],
      weights: [{ name: 'one', shape: [1] }],
      inputs: [{ name: 'images', type: 'float32', shape: [1, 3, 'height', ''] }],
      outputs: [{ name: 'output0', type: 'float32', shape: [1, 3, 'height', ''] }],
      bytesRead: info.bytesRead,
    });
  });

  it('has the names and shapes of its weights, not those of graphs within it', async () => {
    const weight = bytes(
      5,
      number(1, 80),
      number(1, 256),
      number(1, 1),
      number(1, 1),
      number(2, 1),
      bytes(8, 'rtm_cls')
    );
    const scalar = bytes(5, number(2, 1), bytes(8, 'one'));
    const { weights } = await read(number(1, 8), bytes(7, weight, scalar), opset('', 17));
    expect(weights).toEqual([
      { name: 'rtm_cls', shape: [80, 256, 1, 1] },
      { name: 'one', shape: [] },
    ]);
    const many = bytes(5, ...Array.from({ length: 65 }, () => number(1, 1)), bytes(8, 'w'));
    expect(await refusal(number(1, 8), bytes(7, many), opset('', 17))).toContain('more than 64 dimensions');
  });

  it.each(['movenet-multipose', 'blazeface'] as const)(
    '%s: equals what ONNX Runtime says of it',
    async (name) => {
      path = (await ensureModel(name)).path;
      const { inputs, outputs, bytesRead } = await readOnnxFile(path);
      expect({ inputs, outputs }).toEqual(await loaded());
      expect(bytesRead).toBeLessThan(2 * 1024 * 1024);
      path = join(folder, 'model.onnx');
    },
    300_000
  );

  it('leaves out inputs that have a value of their own, and takes sizes below zero for free ones, as ONNX Runtime does', async () => {
    const images = { name: 'images', type: 'float32', shape: [-1, 3] } as const;
    const one = { name: 'one', type: 'float32', shape: [1] } as const;
    const { inputs, outputs } = await read(identityModel({ inputs: [one, images], outputs: [] }));
    expect(inputs).toEqual([{ name: 'images', type: 'float32', shape: ['', 3] }]);
    expect(inputs).toEqual((await loaded()).inputs);
    expect(outputs).toEqual([]);
  });

  it('of 2 GB takes a few reads', async () => {
    const weights = 2 ** 31;
    await writeFile(
      path,
      Buffer.concat([
        number(1, 8),
        opset('', 17),
        tag(7, 2),
        varint(1 + varint(weights + 6).length + 6 + weights),
        tag(5, 2),
        varint(weights + 6),
        tag(9, 2),
        varint(weights),
      ])
    );
    await truncate(path, statSync(path).size + weights);
    const info = await readOnnxFile(path);
    expect(info.opset).toBe(17);
    expect(info.bytesRead).toBeLessThan(300_000);
  });

  it('has the last value of a key that comes again, and keys that mean something elsewhere', async () => {
    const { metadata } = await read(
      identityModel({ metadata: {} }),
      entry(14, 'task', 'pose'),
      entry(14, 'task', 'detect'),
      entry(14, '__proto__', 'x'),
      entry(14, 'constructor', 'y'),
      bytes(14)
    );
    expect(Object.getPrototypeOf(metadata)).toBeNull();
    expect(Object.entries(metadata)).toEqual([
      ['task', 'detect'],
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['', ''],
    ]);
  });

  it('goes past fields that it does not know', async () => {
    const fixed = Buffer.concat([tag(100, 1), Buffer.alloc(8), tag(101, 5), Buffer.alloc(4)]);
    expect((await read(fixed, bytes(102, 'text'), identityModel())).opset).toBe(17);
  });

  it('of a model in several parts is put together, as protobuf does', async () => {
    const info = await read(identityModel(), graph(bytes(12, bytes(1, 'more'))), number(1, 9));
    expect(info.outputs.map(({ name }) => name)).toEqual(['output0', 'more']);
    expect(info.irVersion).toBe(9);
  });
});

describe('versions', () => {
  it('the newest opsets and IR version are those that ONNX Runtime loads', async () => {
    await read(identityModel({ opset: 26 }), opset('ai.onnx.ml', 5), number(1, 13));
    await loaded();
  });

  it.each([
    ['opset 27', [opset('', 27)]],
    ['opset of ai.onnx.ml 6', [opset('ai.onnx.ml', 6)]],
    ['IR version 14', [number(1, 14)]],
  ])('%s is too new, for ONNX Runtime too', async (what, more) => {
    const message = await refusal(identityModel(), ...more);
    expect(message).toContain(`${path} is of a newer ONNX: it has ${what}, and ONNX Runtime knows`);
    expect(message).toContain('; export it ');
    await expect(loaded()).rejects.toThrow(/till opset|max supported IR version/);
  });
});

describe('weights in other files', () => {
  const model = (location: string, offset?: number, length?: number) => [
    identityModel(),
    graph(externalWeight('w', location, offset, length)),
  ];

  it('are named once they are there', async () => {
    await writeFile(join(folder, 'model.onnx.data'), Buffer.alloc(12));
    expect((await read(...model('model.onnx.data', 4, 8))).externalData).toEqual(['model.onnx.data']);
  });

  it('missing: the error names the file', async () => {
    const message = await refusal(...model('other.data'));
    expect(message).toContain(
      `keeps its weights in "other.data", and there is no such file beside it; put ${folder}/other.data`
    );
  });

  const inner = (...fields: Buffer[]) => bytes(6, ...fields);
  const node = (attribute: Buffer) => bytes(1, bytes(4, 'If'), bytes(5, bytes(1, 'then_branch'), attribute));
  const weight = externalWeight('w', 'other.data');
  /** The same tensor as the field `id` instead of 5. */
  const asField = (id: number) => Buffer.concat([tag(id, 2), weight.subarray(1)]);

  it.each<[string, Buffer]>([
    ['a branch of an If', graph(node(inner(weight)))],
    ['a body within a body', graph(node(inner(node(inner(weight)))))],
    ['one of several graphs', graph(node(bytes(11, weight)))],
    ['a constant', graph(node(asField(5)))],
    ['one of several constants', graph(node(asField(10)))],
    ['a sparse weight', graph(bytes(15, asField(1)))],
    ['a function', bytes(25, bytes(1, 'f'), bytes(7, bytes(5, asField(5))))],
  ])('missing for %s: the error names the file, too', async (_, part) => {
    expect(await refusal(identityModel(), part)).toContain('keeps its weights in "other.data", and there is no such');
  });

  it('missing for a branch: ONNX Runtime would not load it', async () => {
    await writeFile(path, branchModel('other.data'));
    await expect(loaded()).rejects.toThrow('other.data');
    expect(await refusal(branchModel('other.data'))).toContain('keeps its weights in "other.data"');
    await writeFile(join(folder, 'other.data'), Buffer.from(Float32Array.of(2).buffer));
    expect((await read(branchModel('other.data'))).externalData).toEqual(['other.data']);
    await loaded();
    await rm(join(folder, 'other.data'));
  });

  it('cut off', async () => {
    await writeFile(join(folder, 'model.onnx.data'), Buffer.alloc(11));
    expect(await refusal(...model('model.onnx.data', 4, 8))).toContain('is cut off: it has 11 bytes, and');
  });

  it.each(['../model.onnx', '/etc/passwd', 'a/../../b', '..', 'C:\\weights', '\\\\host\\share', '', 'a\0b', '..\\x'])(
    'at %j: not outside of the folder',
    async (location) => {
      expect(await refusal(...model(location))).toMatch(/outside of its folder|there is no such file/);
    }
  );
});

describe('a file that is damaged or hostile', () => {
  it.each<[string, Buffer[], string]>([
    ['empty', [], 'is empty; copy or download it again'],
    ['random', [Buffer.from('8f3ab1c2d3e4f5061728', 'hex')], 'is no ONNX model, or is damaged'],
    ['zeros', [Buffer.alloc(1000)], 'holds nothing but zeros'],
    ['cut off', [identityModel().subarray(0, 100)], 'bytes behind the end of the file'],
    ['without a graph', [number(1, 8), opset('', 17)], 'holds no graph'],
    ['a length of 2^63', [tag(7, 2), varint(2n ** 63n)], 'behind the end of the file'],
    ['a length beyond its message', [graph(Buffer.from([0x0a, 0x7f])), number(1, 8)], 'behind the end of its message'],
    ['a number that does not end', [tag(1, 0), Buffer.alloc(12, 0xff)], 'a number has more than 10 bytes'],
    ['a number that is cut off', [tag(1, 0), Buffer.alloc(3, 0xff)], 'ends in the middle of a number'],
    ['a group', [number(1, 8), tag(3, 3), tag(3, 4)], 'the wire type 3'],
    ['a wire type that is none', [number(1, 8), tag(3, 7)], 'the wire type 7'],
    ['field 0', [number(1, 8), Buffer.from([0, 0, 1])], 'there is no field 0'],
    ['graphs within graphs without end', [graph(nested(40))], 'more than 32 graphs within each other'],
    ['a number for a graph', [number(1, 8), number(7, 1)], 'stands in the place of a text or message'],
    ['a text for a version', [bytes(1, 'eight')], 'stands in the place of a number'],
    ['a name of 1 MB', [number(1, 8), bytes(2, Buffer.alloc(1e6, 'x'))], 'a name has 1000000 bytes'],
    ['many inputs', [graph(...Array.from({ length: 10_001 }, () => bytes(11)))], 'more than 10000 inputs and outputs'],
    [
      'many fields',
      [number(1, 8), Buffer.concat(Array<Buffer>(1_000_000).fill(number(4, 1)))],
      'more than 1000000 fields',
    ],
    ['many entries', Array.from({ length: 10_001 }, (_, i) => entry(14, String(i), '')), 'more than 10000 entries'],
    [
      'many texts',
      Array.from({ length: 9 }, (_, i) => entry(14, String(i), 'x'.repeat(4 * 1024 * 1024))),
      'its names have more than',
    ],
  ])('%s', async (_, content, expected) => {
    expect(await refusal(...content)).toContain(expected);
  });

  it('a metadata value of 100 MB: named, with what to do, and not read', async () => {
    const size = 100 * 1000 * 1000;
    const value = Buffer.alloc(size, 'x');
    const message = await refusal(identityModel(), bytes(14, bytes(2, value), bytes(1, 'notes')));
    expect(message).toContain(
      `${path}: its metadata has ${size} bytes at the key "notes", expected 4194304 at most; export`
    );
    expect(message.length).toBeLessThan(1000);
  });

  it('a gigabyte of weights that are hardly there is read no further than the bound', async () => {
    const far = 8 * 1024;
    const count = Math.ceil(MOST_READ / 4096) + 100;
    const file = openSync(path, 'w');
    writeSync(file, number(1, 8));
    const head = Buffer.concat([tag(4, 2), varint(far)]);
    let at = 2;
    for (let i = 0; i < count; i++) {
      writeSync(file, head, 0, head.length, at);
      at += head.length + far;
    }
    ftruncateSync(file, at);
    closeSync(file);
    await expect(readOnnxFile(path)).rejects.toThrow('its structure takes more than 128 MiB');
  });

  it('2,000 mutations and cuts of a valid file: read, or refused with a ModelFileError', async () => {
    const random = seeded(9);
    const base = Buffer.concat([identityModel(), opset('ai.onnx.ml', 1), entry(14, 'imgsz', '[640, 640]')]);
    const tryOne = async (_: unknown, i: number): Promise<boolean> => {
      const changed = random() < 0.25 ? base.subarray(0, Math.floor(random() * base.length)) : mutate(random, base);
      const file = join(folder, `fuzz-${i}.onnx`);
      writeFileSync(file, changed);
      const result: unknown = await readOnnxFile(file).catch((reason: unknown) => reason);
      if (!(result instanceof Error)) {
        expect((result as { bytesRead: number }).bytesRead).toBeLessThanOrEqual(3 * changed.length);
        return false;
      }
      expect(result).toBeInstanceOf(ModelFileError);
      expect(result.message).toMatch(/; /);
      return true;
    };
    let refused = 0;
    // A hundred at a time: on a busy machine it is waiting that takes long.
    for (let rounds = 0; rounds < 20; rounds++) {
      const results = await Promise.all(Array.from({ length: 100 }, tryOne));
      refused += results.filter(Boolean).length;
    }
    expect(refused).toBeGreaterThan(500);
    expect(refused).toBeLessThan(1900);
  });
});
