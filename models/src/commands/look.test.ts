import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ensureSamplePhotographs } from '../clip/index.js';
import { encodeModel } from '../convert/onnx.js';
import { readPicture } from '../look/picture-file.js';
import { ensureModel, MODEL_NAMES } from '../model.js';

/** Real programs, on a machine that may be busy; the first call on a machine fetches models. */
jest.setTimeout(600_000);

const CLI = path.resolve(__dirname, '../../dist/cli.js');

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-look-'))));
afterEach(() => rm(folder, { recursive: true }));

function models(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: folder });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** Takes any picture of one person, and sees 17 keypoints in its middle. */
function poseModel(): Buffer {
  const peak = (length: number) =>
    Float32Array.from({ length: 17 * length }, (_, place) => (place % length === length / 2 ? 0.9 : 0));
  const outputs = [
    { name: 'simcc_x', shape: [1, 17, 384], data: peak(384) },
    { name: 'simcc_y', shape: [1, 17, 512], data: peak(512) },
  ];
  const add = (name: string) => ({
    op: 'Add',
    name,
    inputs: [`${name}-set`, 'nothing'],
    outputs: [name],
    attributes: {},
  });
  return encodeModel({
    name: 'pose',
    producer: 'test',
    opset: 13,
    nodes: [
      { op: 'ReduceMean', name: 'mean', inputs: ['input'], outputs: ['mean'], attributes: { keepdims: 0 } },
      { op: 'Mul', name: 'nothing', inputs: ['mean', 'zero'], outputs: ['nothing'], attributes: {} },
      ...outputs.map(({ name }) => add(name)),
    ],
    initializers: [
      { name: 'zero', type: 'float32', shape: [], data: Float32Array.of(0) },
      ...outputs.map(({ name, ...set }) => ({ name: `${name}-set`, type: 'float32' as const, ...set })),
    ],
    inputs: [{ name: 'input', type: 'float32', shape: [1, 3, 256, 192] }],
    outputs: outputs.map(({ name, shape }) => ({ name, type: 'float32', shape })),
    metadata: {},
  });
}

describe('models info', () => {
  it('tells family and why, inputs, outputs, classes, what becomes of a picture, and metadata', async () => {
    const { path: file } = await ensureModel('nanodet');
    const { code, stdout, stderr } = await models('info', 'nanodet');
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n');
    for (const line of [
      `Model       nanodet: ${file}`,
      'Family      nanodet: boxes of 80 classes',
      'Inputs      input_1 float32 [1, 3, height, width]',
      'Picture     1920x1080 becomes 416x256, centre, nchw, bgr',
      '            framewatch.family = nanodet',
    ])
      expect(lines).toContain(line);
    expect(stdout).toMatch(/\n {12}as .*\(certainty: file\)\n/);
    expect(stdout).toMatch(/\nClasses {5}80: person, bicycle, .* and 60 more\n/);
    for (const setting of [
      /confidence +0\.4 +the catalogue/,
      /family +nanodet +the metadata/,
      /input +416x416 +the family, for a square picture/,
      /labels +person, bicycle, car, motorcycle, airplane and 75 more +the metadata/,
      /letterbox +centre +the family/,
    ])
      expect(stdout).toMatch(new RegExp(`\\n {12}${setting.source}\\n`));
    expect(stdout).toMatch(/\nChanged by {2}letterbox, colours, mean, std, /);
  });

  it('tells keypoints, and what the file beside a model says', async () => {
    const file = path.join(folder, 'pose.onnx');
    await copyFile((await ensureModel('movenet-multipose')).path, file);
    await writeFile(path.join(folder, 'pose.yaml'), 'confidence: 0.3\nmaxDetections: 2\n');
    const { stdout } = await models('info', 'pose.onnx');
    expect(stdout).toContain(`Model       pose: ${file}\n`);
    expect(stdout).toMatch(/\nKeypoints {3}17: nose, /);
    const card = path.join(folder, 'pose.yaml');
    for (const setting of [
      `confidence +0\\.3 +${card}`,
      `maxDetections +2 +${card}`,
      'family +movenet-multipose +inputs and outputs',
    ])
      expect(stdout).toMatch(new RegExp(`\\n {12}${setting}\\n`));
    const checked = await models('check', 'pose.onnx');
    expect(checked.stdout).toContain(`\nSettings: confidence 0.3 (${card}); maxDetections 2 (${card})\n`);
  });

  it('tells why a model fits no family', async () => {
    const model = encodeModel({
      name: 'odd',
      producer: 'test',
      opset: 13,
      nodes: [{ op: 'Identity', name: 'n', inputs: ['x'], outputs: ['y'], attributes: {} }],
      initializers: [],
      inputs: [{ name: 'x', type: 'float32', shape: [1] }],
      outputs: [{ name: 'y', type: 'float32', shape: [1] }],
      metadata: {},
    });
    await writeFile(path.join(folder, 'odd.onnx'), model);
    const { code, stdout, stderr } = await models('info', 'odd.onnx');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^model `odd` .* fits no model family\. It has the input x float32 \[1\] and .*\n(- .*\n){3}Export it in /
    );
  });
});

describe('models check', () => {
  it('runs the model on a photograph, tells what it sees and how long that takes, and leaves an annotated picture', async () => {
    const { code, stdout, stderr } = await models('check', 'nanodet');
    expect([code, stderr]).toEqual([0, '']);
    const [photograph = ''] = await ensureSamplePhotographs();
    expect(stdout).toMatch(new RegExp(`^nanodet on cpu saw \\d in ${photograph} \\(1920x1280\\)\n`));
    expect(stdout).toMatch(/\nperson +0\.\d\d +\d+ \d+ \d+ \d+\n/);
    for (const stage of ['input', 'inference', 'reading']) {
      expect(stdout).toMatch(new RegExp(`\\n${stage} +\\d+\\.\\d +\\d+\\.\\d\\n`));
    }
    const annotated = path.join(folder, `nanodet-${path.parse(photograph).name}.png`);
    expect(stdout).toContain(`\nAnnotated: ${annotated}\n`);
    expect((await readFile(annotated)).toString('latin1', 1, 4)).toBe('PNG');
    const frame = await readPicture(annotated);
    expect([frame.width, frame.height]).toEqual([1920, 1280]);
    frame.free();
    // What it wrote it can read, too.
    const again = await models('check', 'movenet-multipose', annotated);
    expect([again.code, again.stderr]).toEqual([0, '']);
    expect(again.stdout).toMatch(/\nperson +0\.\d\d +\d+ \d+ \d+ \d+ +17\n/);
  });

  it('runs a model that looks at one person after the one that finds them', async () => {
    await writeFile(path.join(folder, 'pose.onnx'), poseModel());
    const { code, stdout, stderr } = await models('check', 'pose.onnx', '--detector', 'nanodet');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^pose after nanodet on cpu, cpu saw 3 in /);
    expect(stdout).toMatch(/\nperson +0\.\d\d +\d+ \d+ \d+ \d+ +17\n/);
    for (const stage of ['input', 'inference', 'reading'])
      for (const model of ['nanodet', 'pose'])
        expect(stdout).toMatch(new RegExp(`\\n${model}: ${stage} +\\d+\\.\\d +\\d+\\.\\d\\n`));
    expect((await models('info', 'pose.onnx', '--detector=nanodet')).stdout).toMatch(
      /\nFamily {6}rtmpose: 17 keypoints of one person\n.*\nDetector {4}nanodet: .*nanodet\.onnx\n {12}nanodet: boxes of 80 classes\n/
    );
    const alone = await models('check', 'pose.onnx');
    expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining('`--detector` of `npm run models`')]);
    expect((await models('info', 'pose.onnx')).stdout).toMatch(
      /\nFamily {6}rtmpose: .*\n[^]*\nNote .*\n? .*`--detector` here\n/
    );
    const needless = await models('check', 'blazeface', '--detector', 'nanodet');
    expect([needless.code, needless.stderr]).toEqual([1, expect.stringContaining('so it needs no detector')]);
  });

  it.each([
    ['notes.txt', 'notes.txt is neither a JPEG nor a PNG'],
    ['gone.jpg', 'cannot read gone.jpg (ENOENT): check its path'],
    ['half.png', 'half.png is damaged, or a picture of a kind that is not read: save it anew'],
  ])('tells what is wrong with %s', async (name, message) => {
    await writeFile(path.join(folder, 'notes.txt'), 'notes');
    await writeFile(path.join(folder, 'half.png'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    expect(await models('check', 'blazeface', name)).toEqual({ code: 1, stdout: '', stderr: `${message}\n` });
  });

  it('tells what a file is that is no model', async () => {
    await mkdir(path.join(folder, 'sub'));
    await writeFile(path.join(folder, 'sub/model.onnx'), 'Some notes.\n'.repeat(20));
    const { code, stderr } = await models('check', 'sub/model.onnx');
    expect([code, stderr]).toEqual([1, expect.stringContaining('sub/model.onnx is text, not a model')]);
  });
});

it.each([
  [['info'], 'MODEL is missing: info MODEL [--detector MODEL]'],
  [['info', 'nanodet', 'centernet'], 'an argument too many: known are MODEL, --detector VALUE and --help'],
  [['info', 'nope'], `nope is neither a model of the list nor a file: known are ${MODEL_NAMES.join(', ')}`],
  [['check', '../u:s3cret@x'], `this is neither a model of the list nor a file: known are ${MODEL_NAMES.join(', ')}`],
  [['check', ''], 'MODEL is empty: check MODEL [PICTURE] [--detector MODEL]'],
  [['check', 'nanodet', ''], 'PICTURE is empty: check MODEL [PICTURE] [--detector MODEL]'],
  [['check'], 'MODEL is missing: check MODEL [PICTURE] [--detector MODEL]'],
  [
    ['check', 'nanodet', 'a.jpg', 'b.jpg'],
    'an argument too many: known are MODEL, PICTURE, --detector VALUE and --help',
  ],
  [
    ['check', 'nanodet', '--detector'],
    '--detector needs a value: known are MODEL, PICTURE, --detector VALUE and --help',
  ],
  [
    ['check', 'nanodet', '--detector', 'nope'],
    `nope is neither a model of the list nor a file: known are ${MODEL_NAMES.join(', ')}`,
  ],
  [
    ['check', 'nanodet', '--threads', '2'],
    'unknown option --threads: known are MODEL, PICTURE, --detector VALUE and --help',
  ],
])('%j is refused with 2', async (args, message) => {
  const { code, stdout, stderr } = await models(...args);
  // The cache of this machine may have models that were added.
  expect({ code, stdout, stderr: stderr.slice(0, `models: ${message}`.length) }).toEqual({
    code: 2,
    stdout: '',
    stderr: `models: ${message}`,
  });
});
