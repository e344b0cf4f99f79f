import { recognise } from '../recognise.js';
import { type FileFacts, NO_FACTS, type ValueInfo } from '../types.js';
import { COCO_80 } from './class-names.js';

type Shape = (number | string)[];
type Value = [name: string, shape: Shape, type?: string];

const value = ([name, shape, type = 'float32']: Value): ValueInfo => ({ name, shape, type });

interface Case {
  what: string;
  inputs: Value[];
  outputs: Value[];
  facts?: Partial<FileFacts>;
  labels?: number;
  options?: Parameters<typeof recognise>[0]['options'];
  family?: string;
  detector?: string;
}

function read({ inputs, outputs, facts, labels, options = {}, family, detector }: Case) {
  const wishes = {
    name: 'm',
    path: 'm.onnx',
    family: family ?? null,
    input: null,
    confidence: 0.25,
    options,
    detector,
    labels: labels === undefined ? null : Array.from({ length: labels }, (_, i) => `name ${i}`),
  };
  const signature = {
    inputs: inputs.map(value),
    outputs: outputs.map(value),
    facts: { ...NO_FACTS, ...facts },
  };
  const { reading, settings, ...recognised } = recognise(wishes, signature);
  const format = recognised.family.input(reading.layout, settings);
  const at = format.size({ width: 1280, height: 720 });
  return {
    family: recognised.family.name,
    certainty: reading.certainty,
    classes: settings.labels.classes.length,
    keypoints: settings.labels.keypoints.length,
    input: `${format.tensor.colours} ${format.letterbox} ${at.width}x${at.height}`,
    format,
    labels: settings.labels,
    notes: (reading.notes ?? []).join('; '),
  };
}

const SQUARE: Value = ['images', [1, 3, 640, 640]];
const FREE: Value = ['images', ['batch', 3, 'height', 'width']];
const NAMES = (count: number) => Array.from({ length: count }, (_, i) => `class ${i}`);
const ULTRALYTICS = {
  writer: 'ultralytics',
  task: 'detect',
  classes: [...COCO_80],
  input: { width: 640, height: 640 },
} as const;
const POSE = { task: 'pose', classes: ['person'], keypoints: { count: 17, values: 3, names: null } } as const;

/** As their exporters write them; the sizes are those of real files. */
const CASES: [Case, family: string, certainty: string, classes: number, keypoints: number, input: string][] = [
  [
    { what: 'YOLOv8', inputs: [SQUARE], outputs: [['output0', [1, 84, 8400]]], facts: ULTRALYTICS },
    'anchor-free',
    'file',
    80,
    0,
    'rgb centre 640x640',
  ],
  [
    { what: 'YOLOv8, nothing but its names', inputs: [SQUARE], outputs: [['output0', [1, 84, 8400]]] },
    'anchor-free',
    'names',
    80,
    0,
    'rgb centre 640x640',
  ],
  [
    {
      what: 'YOLOv8, every size free',
      inputs: [FREE],
      outputs: [['output0', ['batch', 'Concatoutput0_dim_1', 'anchors']]],
      facts: { ...ULTRALYTICS, endToEnd: false, head: 'Detect' },
    },
    'anchor-free',
    'file',
    80,
    0,
    'rgb centre 640x384',
  ],
  [
    {
      what: 'YOLO26 end to end, every size free',
      inputs: [FREE],
      outputs: [['output0', ['batch', 'Concatoutput0_dim_1', 'anchors']]],
      facts: { ...ULTRALYTICS, endToEnd: true, head: 'Detect' },
    },
    'one-to-one',
    'file',
    80,
    0,
    'rgb centre 640x384',
  ],
  [
    {
      what: 'YOLOv8 pose',
      inputs: [SQUARE],
      outputs: [['output0', [1, 56, 8400]]],
      facts: { ...ULTRALYTICS, ...POSE },
    },
    'anchor-free',
    'file',
    1,
    17,
    'rgb centre 640x640',
  ],
  [
    {
      what: 'YOLO26 pose of 80 classes',
      inputs: [SQUARE],
      outputs: [['output0', [1, 135, 8400]]],
      facts: { ...ULTRALYTICS, ...POSE, classes: [...COCO_80] },
    },
    'anchor-free',
    'file',
    80,
    17,
    'rgb centre 640x640',
  ],
  [
    {
      what: 'YOLO26 pose, end to end, nothing but its names',
      inputs: [SQUARE],
      outputs: [['output0', [1, 300, 57]]],
    },
    'one-to-one',
    'names',
    1,
    17,
    'rgb centre 640x640',
  ],
  [
    {
      what: 'YOLOv8 oriented, suppressed in the file',
      inputs: [SQUARE],
      outputs: [['output0', [1, 300, 7]]],
      facts: { ...ULTRALYTICS, task: 'obb', nms: true },
    },
    'one-to-one',
    'file',
    80,
    0,
    'rgb centre 640x640',
  ],
  [
    {
      what: 'YOLOv8 segment',
      inputs: [SQUARE],
      outputs: [
        ['output0', [1, 116, 8400]],
        ['output1', [1, 32, 160, 160]],
      ],
    },
    'anchor-free',
    'names',
    80,
    0,
    'rgb centre 640x640',
  ],
  [
    {
      what: 'YOLOv8 of 16-bit floats',
      inputs: [['images', [1, 3, 256, 416], 'float16']],
      outputs: [['output0', [1, 6, 2184], 'float16']],
    },
    'anchor-free',
    'names',
    2,
    0,
    'rgb centre 416x256',
  ],
  [
    { what: 'YOLOv10, end to end, free input', inputs: [FREE], outputs: [['output0', [1, 300, 6]]], labels: 3 },
    'one-to-one',
    'names',
    3,
    0,
    'rgb centre 640x384',
  ],
  [
    { what: 'YOLOv5', inputs: [SQUARE], outputs: [['output0', [1, 25200, 85]]] },
    'anchor-based',
    'names',
    80,
    0,
    'rgb centre 640x640',
  ],
  [
    {
      what: 'YOLOv5 segment',
      inputs: [SQUARE],
      outputs: [
        ['output0', [1, 25200, 117]],
        ['output1', [1, 32, 160, 160]],
      ],
    },
    'anchor-based',
    'names',
    80,
    0,
    'rgb centre 640x640',
  ],
  [
    { what: 'YOLOX', inputs: [['images', [1, 3, 416, 416]]], outputs: [['output', [1, 3549, 85]]] },
    'yolox',
    'names',
    80,
    0,
    'bgr top-left 416x416',
  ],
  [
    {
      what: 'RT-DETR of Ultralytics',
      inputs: [SQUARE],
      outputs: [['output0', [1, 300, 6]]],
      facts: { ...ULTRALYTICS, head: 'RTDETRDecoder', endToEnd: false },
    },
    'detr-queries',
    'file',
    80,
    0,
    'rgb stretch 640x640',
  ],
  [
    {
      what: 'RT-DETR of Ultralytics, two classes',
      inputs: [SQUARE],
      outputs: [['output0', [1, 300, 6]]],
      facts: { ...ULTRALYTICS, classes: NAMES(2), head: 'RTDETRDecoder' },
    },
    'detr-queries',
    'file',
    2,
    0,
    'rgb stretch 640x640',
  ],
  [
    {
      what: 'RT-DETR of Ultralytics, free sizes',
      inputs: [FREE],
      outputs: [['output0', ['batch', 'Concatoutput0_dim_1', 6]]],
      facts: { ...ULTRALYTICS, head: 'RTDETRDecoder' },
    },
    'detr-queries',
    'file',
    80,
    0,
    'rgb stretch 640x640',
  ],
  [
    { what: 'RT-DETR of Ultralytics, old', inputs: [SQUARE], outputs: [['output0', [1, 300, 84]]], facts: ULTRALYTICS },
    'detr-queries',
    'file',
    80,
    0,
    'rgb stretch 640x640',
  ],
  [
    {
      what: 'D-FINE',
      inputs: [
        ['images', ['N', 3, 640, 640]],
        ['orig_target_sizes', ['N', 2], 'int64'],
      ],
      outputs: [
        ['labels', ['N', 300], 'int64'],
        ['boxes', ['N', 300, 4]],
        ['scores', ['N', 300]],
      ],
    },
    'detr-sized',
    'names',
    80,
    0,
    'rgb stretch 640x640',
  ],
  [
    {
      what: 'RT-DETR of transformers',
      inputs: [['pixel_values', ['batch', 3, 'h', 'w']]],
      outputs: [
        ['logits', ['batch', 300, 80]],
        ['pred_boxes', ['batch', 300, 4]],
      ],
    },
    'detr-logits',
    'names',
    80,
    0,
    'rgb stretch 640x640',
  ],
  [
    {
      what: 'DETR of transformers',
      inputs: [['pixel_values', ['batch', 3, 'h', 'w']]],
      outputs: [
        ['logits', ['batch', 100, 92]],
        ['pred_boxes', ['batch', 100, 4]],
      ],
    },
    'detr-logits',
    'names',
    91,
    0,
    'rgb centre 1333x750',
  ],
  [
    {
      what: 'RF-DETR',
      inputs: [['input', [1, 3, 560, 560]]],
      outputs: [
        ['dets', [1, 300, 4]],
        ['labels', [1, 300, 91]],
      ],
    },
    'rf-detr',
    'names',
    91,
    0,
    'rgb stretch 560x560',
  ],
  [
    {
      what: 'RF-DETR of one class, with masks',
      inputs: [['input', [1, 3, 432, 432]]],
      outputs: [
        ['dets', ['Concatdets_dim_0', 'Concatdets_dim_1', 4]],
        ['labels', ['Addlabels_dim_0', 'Addlabels_dim_1', 2]],
        ['4245', [1, 'Addlabels_dim_1', 108, 108]],
      ],
    },
    'rf-detr',
    'names',
    1,
    0,
    'rgb stretch 432x432',
  ],
  [
    {
      what: 'RTMDet of MMDeploy',
      inputs: [['input', [1, 3, 640, 640]]],
      outputs: [
        ['dets', [1, 100, 5]],
        ['labels', [1, 100], 'int64'],
      ],
    },
    'mmdeploy-detection',
    'names',
    80,
    0,
    'bgr top-left 640x640',
  ],
  [
    {
      what: 'RTMO',
      inputs: [['input', ['batch', 3, 640, 640]]],
      outputs: [
        ['dets', ['batch', 'n', 5]],
        ['keypoints', ['batch', 'n', 17, 3]],
      ],
    },
    'rtmo',
    'names',
    1,
    17,
    'bgr top-left 640x640',
  ],
  [
    {
      what: 'RTMPose',
      inputs: [['input', ['batch', 3, 256, 192]]],
      outputs: [
        ['simcc_x', ['batch', 17, 384]],
        ['simcc_y', ['batch', 17, 512]],
      ],
      detector: 'people',
    },
    'rtmpose',
    'names',
    1,
    17,
    'rgb stretch 192x256',
  ],
  [
    { what: 'NanoDet-Plus', inputs: [['data', [1, 3, 320, 320]]], outputs: [['output', [1, 2125, 112]]] },
    'nanodet-plus',
    'names',
    80,
    0,
    'bgr stretch 320x320',
  ],
  [
    {
      what: 'MoveNet Lightning',
      inputs: [['input', [1, 192, 192, 3], 'int32']],
      outputs: [['output_0', [1, 1, 17, 3]]],
    },
    'movenet-singlepose',
    'shapes',
    1,
    17,
    'rgb centre 192x192',
  ],
];

describe('a model is read as what it is', () => {
  it.each(CASES.map((each) => [each[0].what, ...each] as const))('%s', (_, model, ...expected) => {
    const { family, certainty, classes, keypoints, input } = read(model);
    expect([family, certainty, classes, keypoints, input]).toEqual(expected);
  });
});

describe('what a model is fed with', () => {
  const numbersOf = (what: string) => {
    const [model] = CASES.find(([each]) => each.what === what)!;
    const { tensor, padding, rounding } = read(model).format;
    return { mean: tensor.mean.map(Math.round), std: tensor.std.map(Math.round), padding, rounding };
  };

  it.each([
    ['YOLOv8', { mean: [0, 0, 0], std: [255, 255, 255], padding: 114, rounding: 'even' }],
    ['YOLOX', { mean: [0, 0, 0], std: [1, 1, 1], padding: 114, rounding: 'down' }],
    ['RTMDet of MMDeploy', { mean: [104, 116, 124], std: [57, 57, 58], padding: 114 }],
    ['NanoDet-Plus', { mean: [104, 116, 124], std: [57, 57, 58] }],
    ['D-FINE', { mean: [0, 0, 0], std: [255, 255, 255], padding: 0, rounding: 'down' }],
    ['RT-DETR of transformers', { mean: [0, 0, 0], std: [255, 255, 255] }],
    ['DETR of transformers', { mean: [124, 116, 104], std: [58, 57, 57] }],
    ['RF-DETR', { mean: [124, 116, 104], std: [58, 57, 57] }],
    ['RTMPose', { mean: [124, 116, 104], std: [58, 57, 57], padding: 0 }],
    ['RTMO', { mean: [0, 0, 0], std: [1, 1, 1], padding: 114, rounding: 'down' }],
  ])('%s', (what, expected) => {
    expect(numbersOf(what)).toMatchObject(expected);
  });
});

describe('a model that nothing tells apart is refused, with what decides', () => {
  it.each<[Case, RegExp]>([
    [
      { what: 'pose or 52 classes', inputs: [SQUARE], outputs: [['output0', [1, 56, 8400]]] },
      /\n- boxes of 52 classes \(anchor-free\): `labels` with 52 names chooses it\n- 1 class with 17 keypoints \(anchor-free\): `options.keypoints` with 17 names chooses it\n/,
    ],
    [
      { what: 'oriented boxes or queries of 3 classes', inputs: [SQUARE], outputs: [['output0', [1, 300, 7]]] },
      /oriented boxes of an unknown number of classes \(one-to-one\): .*\n- boxes of 3 classes \(detr-queries\): `family: detr-queries` chooses it\n/,
    ],
    [
      { what: 'rows of six numbers, as many as there are', inputs: [FREE], outputs: [['output0', ['b', 'n', 6]]] },
      /\(one-to-one\): `family: one-to-one` chooses it\n- .*\(anchor-based\): `family: anchor-based` chooses it\n/,
    ],
    [
      {
        what: 'RT-DETR or YOLO of two classes, old',
        inputs: [SQUARE],
        outputs: [['output0', [1, 300, 6]]],
        facts: { ...ULTRALYTICS, classes: NAMES(2) },
      },
      /\(one-to-one\): `family: one-to-one` chooses it\n- .*\(detr-queries\): `family: detr-queries` chooses it\n/,
    ],
    [
      {
        what: 'raw queries of nobody',
        inputs: [['x', [1, 3, 640, 640]]],
        outputs: [
          ['a', [1, 300, 4]],
          ['b', [1, 300, 7]],
        ],
      },
      /\(detr-logits\): `family: detr-logits` chooses it\n- .*\(rf-detr\): `family: rf-detr` chooses it\n/,
    ],
  ])('%#', (model, message) => {
    expect(() => read(model)).toThrow(message);
  });

  it('says what has to be named where the file does not say how many classes there are', () => {
    const outputs: Value[] = [
      ['dets', [1, 'q', 4]],
      ['labels', [1, 'q', 'c']],
    ];
    const model = { what: '', inputs: [['input', [1, 3, 384, 384]] as Value], outputs };
    expect(() => read(model)).toThrow('its file does not say how many classes it has; name them in `labels`');
    expect(read({ ...model, labels: 3 })).toMatchObject({ family: 'rf-detr', classes: 3 });
  });

  it('is none of these where it classifies whole pictures', () => {
    const model = { what: '', inputs: [SQUARE], outputs: [['output0', [1, 1000]] as Value] };
    expect(() => read({ ...model, facts: { ...ULTRALYTICS, task: 'classify' } })).toThrow(
      /fits no model family\. .*; its metadata says that it is made to `classify`\n/
    );
  });
});

describe('a detector that MMDeploy exported', () => {
  const weightsOf = (weights: Record<string, number[]>) =>
    Object.entries(weights).map(([name, shape]) => ({ name, shape }));
  const model = (weights: Record<string, number[]>, options: Case['options'] = {}): Case => {
    const [known] = CASES.find(([each]) => each.what === 'RTMDet of MMDeploy')!;
    return { ...known, facts: { weights: weightsOf(weights) }, options };
  };
  const RTMDET = { mean: [103.53, 116.28, 123.675], std: [57.375, 57.12, 58.395] };
  const YOLOX = { mean: [0, 0, 0], std: [1, 1, 1] };
  const GUESS = 'nothing in the file tells RTMDet from YOLOX';

  it.each<[string, Record<string, number[]>, typeof YOLOX, classes: number, guessed: boolean]>([
    ['RTMDet by its head', { 'bbox_head.rtm_cls.2.weight': [5, 96, 1, 1] }, RTMDET, 5, false],
    ['YOLOX by its head', { 'bbox_head.multi_level_conv_cls.0.weight': [7, 128, 1, 1] }, YOLOX, 7, false],
    ['YOLOX by its first layer', { 'onnx::Conv_1': [32, 12, 3, 3], 'onnx::Conv_2': [64, 32, 3, 3] }, YOLOX, 80, false],
    [
      'the smallest RTMDet, which has a layer of 12 channels as well',
      { 'onnx::Conv_1': [12, 3, 3, 3], 'onnx::Conv_2': [12, 12, 3, 3] },
      RTMDET,
      80,
      true,
    ],
    ['nothing that is known', {}, RTMDET, 80, true],
  ])('is fed as %s says', (_, weights, numbers, classes, guessed) => {
    const { format, notes, ...found } = read(model(weights));
    expect([found.family, found.classes]).toEqual(['mmdeploy-detection', classes]);
    expect(format.tensor).toMatchObject({ ...numbers, colours: 'bgr' });
    expect(notes.includes(GUESS)).toBe(guessed);
  });

  it('is fed as the options say, and nothing is guessed then', () => {
    const { format, notes } = read(model({}, { mean: [0, 0, 0], std: [1, 1, 1] }));
    expect(format.tensor).toMatchObject(YOLOX);
    expect(notes).not.toContain(GUESS);
  });

  it('is refused where it is another one, until the options say how it is fed', () => {
    const other = { 'rpn_head.rpn_conv.weight': [256, 256, 3, 3] };
    expect(() => read(model(other))).toThrow('say `options.mean` and `options.std`');
    const numbers = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] } as const;
    expect(read(model(other, { ...numbers, colours: 'rgb' })).format.tensor).toMatchObject(numbers);
  });
});

describe('an output of places without metadata, where rows may be classes, keypoints or an angle', () => {
  const output = (rows: number, change: Partial<Case> = {}) => ({
    what: '',
    inputs: [SQUARE],
    outputs: [['output0', [1, rows, 8400]] as Value],
    ...change,
  });
  const COCO_KEYPOINTS = { keypoints: NAMES(17) };

  it.each<[rows: number, number, string]>([
    [4 + 1 + 51, 52, '1 class with 17 keypoints (anchor-free): `options.keypoints` with 17 names'],
    [4 + 1 + 34, 35, '1 class with 17 keypoints (anchor-free): `options.keypoints` with 17 names'],
    [4 + 80 + 51, 131, '80 classes with 17 keypoints (anchor-free): `options.keypoints` with 17 names'],
    [4 + 80 + 34, 114, '80 classes with 17 keypoints (anchor-free): `options.keypoints` with 17 names'],
    [4 + 15 + 1, 16, 'oriented boxes of 15 classes (anchor-free): `labels` with 15 names'],
    [4 + 80 + 1, 81, 'oriented boxes of 80 classes (anchor-free): `labels` with 80 names'],
  ])('is refused where both are usual: %i rows', (rows, classes, other) => {
    const lines = [
      `- boxes of ${classes} classes (anchor-free): \`labels\` with ${classes} names chooses it`,
      `- ${other} chooses it`,
    ];
    expect(() => read(output(rows))).toThrow(lines.join('\n'));
  });

  it.each<[rows: number, Partial<Case>, classes: number, keypoints: number, oriented: boolean]>([
    [4 + 80 + 51, { labels: 80 }, 80, 17, false],
    [4 + 80 + 51, { labels: 131 }, 131, 0, false],
    [4 + 80 + 51, { options: COCO_KEYPOINTS }, 80, 17, false],
    [4 + 80 + 34, { options: COCO_KEYPOINTS }, 80, 17, false],
    [4 + 1 + 34, { options: COCO_KEYPOINTS }, 1, 17, false],
    [4 + 2 + 51, { labels: 2 }, 2, 17, false],
    [4 + 15 + 1, { labels: 15 }, 15, 0, true],
    [4 + 15 + 1, { labels: 16 }, 16, 0, false],
    [4 + 3 + 1, { labels: 3 }, 3, 0, true],
  ])('is read as what is said of it: %i rows, %j', (rows, change, classes, keypoints, oriented) => {
    const found = read(output(rows, change));
    expect([found.classes, found.keypoints]).toEqual([classes, keypoints]);
    expect(found.notes.includes('its boxes are oriented')).toBe(oriented);
    if (change.labels !== undefined) expect(found.notes).not.toContain('does not name');
  });

  it('is refused where keypoints leave two numbers of classes', () => {
    expect(() => read(output(4 + 17, { options: { keypoints: NAMES(5) } }))).toThrow(
      /2 classes with 5 keypoints .*\n.*7 classes with 5 keypoints/
    );
  });

  it.each([1, 2, 20, 51, 53])('is taken for %i classes, with a word that it may be something else', (classes) => {
    const { notes, ...found } = read(output(4 + classes));
    expect([found.classes, found.keypoints]).toEqual([classes, 0]);
    expect(notes).toContain('`options.keypoints` says that there are keypoints among them');
  });

  it('is taken for the 80 classes of COCO', () => {
    const { classes, notes } = read(output(84));
    expect([classes, notes]).toEqual([80, expect.stringMatching(/^the file does not name its 80 classes[^;]*$/)]);
  });
});

describe('a model that fits no family', () => {
  const refused = (inputs: Value[], outputs: Value[], change: Partial<Case> = {}) => {
    try {
      return read({ what: '', inputs, outputs, ...change }).family;
    } catch (error) {
      return (error as Error).message.split('\n');
    }
  };

  it('is told with the three nearest and what differs, then with what to do', () => {
    const message = refused([['image', [1, 640, 640, 3]]], [['boxes', [1, 84, 8400]]]);
    expect(message).toEqual([
      'model `m` (m.onnx) fits no model family. It has the input image float32 [1, 640, 640, 3] and the output boxes float32 [1, 84, 8400]',
      '- anchor-free: its input `image` float32 [1, 640, 640, 3] is not float [1, 3, height, width]',
      '- one-to-one: its input `image` float32 [1, 640, 640, 3] is not float [1, 3, height, width]',
      '- anchor-based: its input `image` float32 [1, 640, 640, 3] is not float [1, 3, height, width]',
      'Export it in a layout of docs/models.md, or, if it is one with unusual names or sizes, say which with `family` in the configuration or in a .yaml file beside the model',
    ]);
  });

  it.each<[string, Value[], Value[], string]>([
    [
      'several pictures at once',
      [['images', [4, 3, 640, 640]]],
      [['output0', [4, 84, 8400]]],
      '- anchor-free: its input `images` float32 [4, 3, 640, 640] is for 4 pictures at once: export it for one',
    ],
    [
      'strides that are not known',
      [['images', [1, 3, 1280, 1280]]],
      [['output0', [1, 84, 34000]]],
      '- anchor-free: its sizes are not such that there is a place for each cell of the strides 8, 16 and 32',
    ],
    [
      'a shape that is not that of the name',
      [['input', [1, 3, 640, 640]]],
      [
        ['dets', [1, 100, 5]],
        ['keypoints', [1, 100, 17]],
      ],
      '- rtmo: its output `keypoints` float32 [1, 100, 17] is not `keypoints` float [1, objects, count, 3]',
    ],
    [
      'an output too many',
      [['images', [1, 3, 640, 640]]],
      [
        ['a', [1, 8400, 4]],
        ['b', [1, 8400, 80]],
      ],
      '- anchor-free: it has the output `b` as well',
    ],
    [
      'an output too few',
      [['x', [1, 3, 256, 192]]],
      [['simcc_x', [1, 17, 384]]],
      '- rtmpose: it has no output `simcc_y` float [1, keypoints, 2 × height]',
    ],
  ])('says what is wrong: %s', (_, inputs, outputs, line) => {
    expect(refused(inputs, outputs)).toContain(line);
  });

  it('is told of the family alone that was named, and is read as that where it can be', () => {
    const [first, ...lines] = refused([SQUARE], [['output0', [1, 84, 8400]]], { family: 'yolox' });
    expect(first).toContain('is not of the family yolox, which it is said to be of. It has');
    expect(lines).toEqual([
      '- yolox: its sizes are not such that there is a place for each cell of the strides 8, 16 and 32',
      'Take out or change `family`, or export the model in the layout that docs/models.md has for it',
    ]);
    const large: Value = ['images', [1, 3, 1280, 1280]];
    expect(refused([large], [['output0', [1, 84, 34000]]], { family: 'anchor-free' })).toBe('anchor-free');
    expect(refused([large], [['output', [1, 102000, 85]]], { family: 'anchor-based' })).toBe('anchor-based');
  });
});

describe('what is said of a model', () => {
  it.each([
    [{ keypoints: NAMES(17) }, undefined, 1, 17],
    [{}, 52, 52, 0],
    [{}, 51, 51, 0],
  ])('decides among its readings: %j, %p names', (options, labels, classes, keypoints) => {
    const outputs: Value[] = [['output0', [1, 56, 8400]]];
    const model = { what: '', inputs: [SQUARE], outputs, options, ...(labels && { labels }) };
    expect(read(model)).toMatchObject({ classes, keypoints });
  });

  it('names the ids of COCO where RF-DETR has a column for each, and the 80 classes where 80 are named', () => {
    const [model] = CASES.find(([each]) => each.what === 'RF-DETR')!;
    const { classes } = read(model).labels;
    expect([1, 13, 44, 67, 90].map((id) => classes[id])).toEqual([
      'person',
      'stop sign',
      'bottle',
      'dining table',
      'toothbrush',
    ]);
    expect(read({ ...model, labels: 80 }).classes).toBe(80);
  });

  it('says what was guessed', () => {
    const notesOf = (what: string) => read(CASES.find(([each]) => each.what === what)![0]).notes;
    expect(notesOf('D-FINE')).toContain('`options.letterbox: centre` keeps the shape');
    expect(notesOf('RF-DETR of one class, with masks')).toContain(
      'the last of its 2 scores is taken for that of the background'
    );
    expect(notesOf('RT-DETR of transformers')).toContain('`options.mean` and `options.std` say otherwise');
    expect(notesOf('YOLOv8 oriented, suppressed in the file')).toContain('below a confidence of 0.25');
  });
});
