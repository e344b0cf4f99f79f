import { Selection } from '../output/selection.js';
import { numbers } from '../output/tensors.js';
import { anchorFree, type AnchorFreeLayout, longestOf } from './anchor-free.js';
import { floatsOf, PICTURE } from './expectation.js';
import type { ModelFamily } from './family.js';
import { fitsGrid, placesOf } from './grid.js';
import { BEFORE_CLASSES, proposeRows } from './objectness.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS } from './options.js';
import { floatPicture, refusesSize } from './picture-input.js';
import { isFloat, sizeOf } from './shapes.js';
import { inWords, maskCoefficients, NO_EXTRAS, yoloLabels } from './yolo.js';

const NAME = 'anchor-based';
const STRIDES = [8, 16, 32];
const ANCHORS = 3;
const STEP = 32;
/** What its exporter's `detect` takes where nothing is said. */
const NMS_IOU = 0.45;

/** Detectors with three anchors for each cell, decoded: YOLOv5 and YOLOv7 as they are exported. */
export const anchorBased: ModelFamily<AnchorFreeLayout> = {
  name: NAME,
  expects: {
    inputs: [PICTURE],
    outputs: [floatsOf([1, '3 × places', '5 + classes'])],
    where: 'there are three places for each cell of the strides 8, 16 and 32',
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS, 'nmsIou'],

  readings(signature, hints) {
    const { inputs, outputs, facts } = signature;
    const input = floatPicture(inputs);
    const [output] = outputs;
    if (!input || !isFloat(output, [1, null, null]) || facts.task !== null) return [];
    const [places, values] = [sizeOf(output, 1), sizeOf(output, 2)];
    const masks = maskCoefficients(outputs) ?? 0;
    const classes = values === null ? facts.classes?.length : values - BEFORE_CLASSES - masks;
    if (classes === undefined || classes < 1) return [];
    const expected = input.fixed && ANCHORS * placesOf(input.fixed, STRIDES);
    const named = input.name === 'images' && ['output', 'output0'].includes(output.name);
    // Boxes are read without the grid: where the family is named, other strides are fine.
    if (hints.family !== NAME && !fitsGrid(places, expected, named)) return [];
    const told = facts.writer === 'ultralytics' && facts.classes?.length === classes;
    const extras = { ...NO_EXTRAS, values: masks };
    const { labels, notes } = yoloLabels(classes, extras, facts);
    return [
      {
        certainty: told ? 'file' : named ? 'names' : 'shapes',
        because: told ? 'its metadata names its classes' : 'its output has three places for each cell',
        what: inWords(classes, extras),
        choose: `\`family: ${NAME}\``,
        layout: { input, output: output.name, longest: longestOf(signature), classes, extras },
        labels,
        notes,
      },
    ];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: (layout, settings) => anchorFree.input(layout, settings),

  decoder({ output, classes, extras }, settings) {
    const selection = new Selection(settings, NMS_IOU);
    return (outputs, at) => {
      const rows = numbers(outputs[output], [1, null, BEFORE_CLASSES + classes + extras.values]);
      proposeRows(rows, classes, selection, (_place, ...box) => box);
      return selection.detections(at);
    };
  },
};
