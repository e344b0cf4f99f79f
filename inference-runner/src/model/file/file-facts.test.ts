import { NO_FACTS } from '../types.js';
import { fileFacts } from './file-facts.js';

const NOTHING = { ...NO_FACTS, batch: null, half: null, notes: [] };

describe('what exporters write', () => {
  it('Ultralytics', () => {
    const metadata = {
      description: 'Ultralytics YOLO11n-pose model trained on coco-pose.yaml',
      author: 'Ultralytics',
      date: '2026-10-01T10:00:00.000000',
      version: '8.4.190',
      license: 'AGPL-3.0 License (https://ultralytics.com/license)',
      docs: 'https://docs.ultralytics.com',
      stride: '32',
      task: 'pose',
      head: 'Pose',
      batch: '1',
      imgsz: '[480, 640]',
      names: "{0: 'person'}",
      args: "{'batch': 1, 'half': False, 'int8': False, 'dynamic': True, 'simplify': True, 'opset': None, 'nms': True}",
      channels: '3',
      end2end: 'False',
      kpt_shape: '[2, 3]',
      kpt_names: "{0: ['nose', 'left_eye']}",
    };
    expect(fileFacts(metadata)).toEqual({
      writer: 'ultralytics',
      family: null,
      task: 'pose',
      classes: ['person'],
      keypoints: { count: 2, values: 3, names: ['nose', 'left_eye'] },
      input: { width: 640, height: 480 },
      stride: 32,
      endToEnd: false,
      head: 'Pose',
      nms: true,
      batch: 1,
      half: false,
      weights: [],
      notes: [],
    });
  });

  it('Ultralytics, earlier: no head, no names of keypoints, nothing of its ends', () => {
    const metadata = { stride: '32', task: 'pose', names: "{0: 'person'}", imgsz: '[640, 640]', kpt_shape: '[17, 2]' };
    expect(fileFacts(metadata)).toEqual({
      ...NOTHING,
      writer: 'ultralytics',
      task: 'pose',
      stride: 32,
      classes: ['person'],
      input: { width: 640, height: 640 },
      keypoints: { count: 17, values: 2, names: null },
    });
  });

  it('LibreYOLO', () => {
    const metadata = {
      schema_version: '1.0',
      model_family: 'yolox',
      size: 'n',
      task: 'pose',
      nc: '2',
      names: '{"0": "person", "1": "\\u00e9l\\u00e8ve"}',
      imgsz: '640',
      imgsz_h: '384',
      imgsz_w: '640',
      dynamic: 'False',
      precision: 'fp16',
      half: 'True',
      num_keypoints: '17',
      keypoint_dim: '3',
    };
    expect(fileFacts(metadata)).toEqual({
      ...NOTHING,
      writer: 'libreyolo',
      task: 'pose',
      classes: ['person', 'élève'],
      input: { width: 640, height: 384 },
      keypoints: { count: 17, values: 3, names: null },
      half: true,
    });
  });

  it('the converter of this project', () => {
    const metadata = { 'framewatch.family': 'nanodet', 'framewatch.classes': '["person", "hot dog"]', license: 'MIT' };
    expect(fileFacts(metadata)).toEqual({
      ...NOTHING,
      writer: 'framewatch',
      family: 'nanodet',
      classes: ['person', 'hot dog'],
    });
  });

  it('RF-DETR, and nobody', () => {
    expect(fileFacts({ rfdetr_notes: 'x' })).toEqual({ ...NOTHING, writer: 'rf-detr' });
    expect(fileFacts({})).toEqual(NOTHING);
    expect(fileFacts({ names: '', stride: ' ' })).toEqual(NOTHING);
  });
});

describe('names of classes', () => {
  const classesOf = (names: string) => {
    const { classes, notes } = fileFacts({ names });
    return { classes, notes };
  };

  it.each<[string, string[]]>([
    [`{0: "it's", 1: 'say "x"'}`, ["it's", 'say "x"']],
    ["{2: 'c', 0: 'a', 1: 'b'}", ['a', 'b', 'c']],
    ["{'1': 'b', '0': 'a'}", ['a', 'b']],
    ["['a', 'b']", ['a', 'b']],
    ['{0: 0, 1: 1}', ['0', '1']],
    ["{0: 'toString', 1: '__proto__'}", ['toString', '__proto__']],
  ])('%s', (text, classes) => {
    expect(classesOf(text)).toEqual({ classes, notes: [] });
  });

  it.each<[string, string[], string]>([
    ["{0: 'a', 3: 'd'}", ['a', 'class 1', 'class 2', 'd'], 'class 1, 2: no name in the file, named by number'],
    ["{0: 'a', 1: None}", ['a', 'class 1'], 'class 1: no name in the file, named by number'],
    ["['a', 'b', 'a', 'a']", ['a', 'b', 'a 2', 'a 3'], 'class 2, 3: a name that is there already, numbered'],
    ["['a', 'a 2', 'a']", ['a', 'a 2', 'a 3'], 'class 2: a name that is there already, numbered'],
    [`['${'x'.repeat(200)}']`, ['x'.repeat(128)], 'class 0: cut to 128 characters'],
  ])('%.40s is used all the same', (text, classes, note) => {
    expect(classesOf(text)).toEqual({ classes, notes: [note] });
  });

  it('long names that begin alike stay apart, within what a result has room for', () => {
    const { classes } = classesOf(JSON.stringify(['x'.repeat(200), 'x'.repeat(300), `${'x'.repeat(127)}😀`]));
    expect(classes).toEqual(['x'.repeat(128), `${'x'.repeat(122)} 2`, 'x'.repeat(127)]);
  });

  it('control characters and halves of characters are no part of a name', () => {
    expect(classesOf(String.raw`['a\nb', '\x1b[31mred', '\ud800c']`).classes).toEqual(['a b', '[31mred', 'c']);
  });

  it('10,000 are read, all the same too', () => {
    const many = (name: (i: number) => string, count: number) =>
      `{${Array.from({ length: count }, (_, i) => `${i}: '${name(i)}'`).join(', ')}}`;
    expect(classesOf(many((i) => `name ${i}`, 10_000)).classes?.[9999]).toBe('name 9999');
    const { classes, notes } = classesOf(many(() => 'x', 10_000));
    expect(classes?.slice(-1)).toEqual(['x 10000']);
    expect(notes).toEqual(['class 1, 2, 3, 4, 5 and 9994 more: a name that is there already, numbered']);
    expect(classesOf(many((i) => `name ${i}`, 10_001))).toEqual({
      classes: null,
      notes: ['its metadata at `names` counts as absent: expected names of 10000 classes at most'],
    });
  });
});

it.each([
  [
    { names: '['.repeat(100_000) },
    'its metadata at `names` cannot be read and counts as absent: nested more than 32 deep at character 32',
  ],
  [{ names: "{999999999: 'x'}" }, 'its metadata at `names` counts as absent: expected names of 10000 classes at most'],
  [{ names: "{-1: 'x'}" }, 'its metadata at `names` counts as absent: expected names of 10000 classes at most'],
  [{ names: '{}' }, 'its metadata at `names` counts as absent: expected names of 10000 classes at most'],
  [{ names: '3' }, 'its metadata at `names` counts as absent: expected names of 10000 classes at most'],
  [{ task: 'rm -rf /' }, 'its metadata at `task` counts as absent: expected a word'],
  [{ stride: '-32' }, 'its metadata at `stride` counts as absent: expected a whole number from 1 to 16384'],
  [{ stride: '1e999' }, 'its metadata at `stride` counts as absent: expected a whole number from 1 to 16384'],
  [{ end2end: '1' }, 'its metadata at `end2end` counts as absent: expected True or False'],
  [{ imgsz: '[640]' }, 'its size is [640], expected height and width from 1 to 16384 pixels'],
  [{ imgsz: '[0, 640]' }, 'its size is [0, 640], expected height and width from 1 to 16384 pixels'],
  [{ imgsz: "'x'" }, 'its metadata at `imgsz` counts as absent: expected height and width'],
  [{ kpt_shape: '[17]' }, 'its keypoints have the shape [17], expected [1 to 256, 2 or 3]'],
  [{ kpt_shape: '[10000000, 3]' }, 'its keypoints have the shape [10000000, 3], expected [1 to 256, 2 or 3]'],
  [{ num_keypoints: '17', keypoint_dim: '8' }, 'its keypoints have the shape [17, 8], expected [1 to 256, 2 or 3]'],
  [
    { args: "{'nms': True, 'project': PosixPath('x')}" },
    'its metadata at `args` cannot be read and counts as absent: expected a value at character 25',
  ],
])('%.60j is absent, with a note', (metadata, note) => {
  expect(fileFacts(metadata as unknown as Record<string, string>)).toEqual({ ...NOTHING, notes: [note] });
});

it('names of keypoints that are not as many as the keypoints are absent', () => {
  const { keypoints, notes } = fileFacts({ kpt_shape: '[3, 2]', kpt_names: "['a', 'b']" });
  expect(keypoints).toEqual({ count: 3, values: 2, names: null });
  expect(notes).toEqual(['it names 2 keypoints and has 3: the names count as absent']);
});
