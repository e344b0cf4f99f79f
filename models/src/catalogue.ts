import { COCO_CLASSES } from './coco.js';
import type { ConvertOptions } from './convert/index.js';
import type { PackagePin } from './fetch/package.js';
import { BLAZEFACE, HUMAN_MODELS } from './packages.js';

/** A model of the catalogue: what it is made from and the bytes that have to come out. */
export interface ModelRecipe {
  readonly source: PackagePin;
  /** Files of the package: `model.json` and its weights, or one .onnx file. */
  readonly files: readonly [model: string, ...weights: string[]];
  /** Absent where the package has the ONNX file ready. */
  readonly convert?: ConvertOptions;
  /** Of the .onnx file. A file of another content, from another version of the converter say, is made again. */
  readonly sha256: string;
  /** The model's own licence (SPDX), which may differ from the package's. */
  readonly license: string;
  /** What it finds in a picture, for people. */
  readonly sees: string;
  /** Above it detections are right more often than not; absent where the runner's own default is such. */
  readonly confidence?: number;
}

/** Strides of the three grids over the picture in which NanoDet finds things, pixels, and its outputs for each. */
const NANODET_GRIDS = [8, 16, 32] as const;

/** What the file's metadata tells a runner: the model family, and the classes in their order (docs/models.md). */
function facts(family: string): Record<string, string> {
  return { 'framewatch.family': family, 'framewatch.classes': JSON.stringify(COCO_CLASSES) };
}

/** The outputs of NanoDet by the numbers that the original gives them: scores first, then distances. */
const nanodetOutputs = Object.fromEntries(
  NANODET_GRIDS.flatMap((stride, i) => [
    [i === 0 ? 'Identity' : `Identity_${i}`, { name: `scores_${stride}`, shape: [1, `places_${stride}`, 80] }],
    [`Identity_${i + 3}`, { name: `distances_${stride}`, shape: [1, `places_${stride}`, 44] }],
  ])
);

export const CATALOGUE = {
  'movenet-multipose': {
    source: HUMAN_MODELS,
    files: ['models/movenet-multipose.json', 'models/movenet-multipose.bin'],
    convert: { weights: 'float16', uint8Input: true, metadata: { license: 'Apache-2.0' } },
    sha256: '0457a77bc5a4e8ca7a049d2a4fe9835b33e82263b62cc0ab84802ae6494ee959',
    license: 'Apache-2.0',
    sees: 'up to six people, with 17 keypoints each',
  },
  nanodet: {
    source: HUMAN_MODELS,
    files: ['models/nanodet.json', 'models/nanodet.bin'],
    convert: {
      weights: 'float16',
      outputs: nanodetOutputs,
      freeAxes: { 2: 'height', 3: 'width' },
      metadata: { license: 'Apache-2.0', ...facts('nanodet') },
    },
    sha256: 'a65de064d5f36d38582d6560fd75384f8ff4ada83eb48b32835568688094bc8a',
    license: 'Apache-2.0',
    sees: 'things of 80 classes (COCO): people, vehicles, animals, furniture …',
    confidence: 0.4,
  },
  centernet: {
    source: HUMAN_MODELS,
    files: ['models/centernet.json', 'models/centernet.bin'],
    convert: {
      weights: 'float16',
      uint8Input: true,
      outputs: { 'tower_0/detections': { name: 'detections' } },
      metadata: { license: 'MIT', ...facts('centernet') },
    },
    sha256: '44414f1e175466015134a5245f5cc83d0e50d14824b448218facbfc44bdb4c91',
    license: 'MIT',
    sees: 'things of 80 classes (COCO), as nanodet',
    confidence: 0.35,
  },
  blazeface: {
    source: BLAZEFACE,
    files: ['ONNX/face_detection_front_128x128_barracuda.onnx'],
    sha256: 'd388b1cf8a5f6f1af2b3f4c14f6d0f138bab970cd618cccd12dddb7484e82e51',
    license: 'Apache-2.0',
    sees: 'faces, with 6 keypoints each',
  },
} as const satisfies Record<string, ModelRecipe>;
