import type { Detection } from '@framewatch/protocol';
import { boxInPicture, keypointInPicture, type Letterbox, round } from '../letterbox.js';
import { NotFiniteError } from '../output/errors.js';
import { floats } from '../output/tensors.js';
import { COCO_POSE } from './coco-pose.js';
import { floatsOf, packedPicture } from './expectation.js';
import type { FamilySettings, ModelFamily } from './family.js';
import { POSE_OPTIONS } from './options.js';
import { inputFormat, ONE, type PictureInput, pictureInput, refusesSize, ZERO } from './picture-input.js';
import { isFloat } from './shapes.js';

/** The model halves the picture five times. */
const STEP = 32;
const LONGEST_SIDE = 256;
const PEOPLE = 6;
/** Of one person: 17 keypoints of (y, x, confidence), then ymin, xmin, ymax, xmax and the person's confidence. */
const VALUES = 56;
const BOX_OFFSET = 51;

interface MoveNetLayout {
  input: PictureInput;
  output: string;
}

/** MoveNet MultiPose: up to six people in a picture, a box and 17 keypoints each. */
export const moveNetMultiPose: ModelFamily<MoveNetLayout> = {
  name: 'movenet-multipose',
  expects: { inputs: [packedPicture('uint8', 'int32')], outputs: [floatsOf([1, PEOPLE, VALUES])] },
  takes: ['letterbox', 'maxDetections', ...POSE_OPTIONS],

  readings({ inputs, outputs }) {
    const input = inputs.length === 1 ? pictureInput(inputs[0], 'nhwc', ['uint8', 'int32']) : null;
    const [output] = outputs;
    if (!input || outputs.length !== 1 || !isFloat(output, [1, PEOPLE, VALUES])) return [];
    return [
      {
        certainty: 'shapes',
        because: 'its output has six people of 17 keypoints and a box',
        what: 'up to six people with 17 keypoints',
        choose: '`family: movenet-multipose`',
        layout: { input, output: output.name },
        labels: COCO_POSE,
      },
    ];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: ({ input }, settings) =>
    inputFormat(input, settings, {
      letterbox: 'top-left',
      padding: 0,
      antialias: true,
      colours: 'rgb',
      mean: ZERO,
      std: ONE,
      longest: LONGEST_SIDE,
      step: STEP,
    }),

  decoder({ output }, settings) {
    return (outputs, at) => {
      const values = floats(outputs[output], [1, PEOPLE, VALUES]);
      const detections: Detection[] = [];
      for (let person = 0; person < PEOPLE; person += 1) {
        const detection = readPerson(values.subarray(person * VALUES, (person + 1) * VALUES), settings, at);
        if (detection) detections.push(detection);
      }
      detections.sort((a, b) => b.confidence - a.confidence);
      return detections.slice(0, settings.options.maxDetections);
    };
  },
};

function readPerson(values: Float32Array, settings: FamilySettings, at: Letterbox): Detection | null {
  const [top = 0, left = 0, bottom = 0, right = 0, confidence = 0] = values.subarray(BOX_OFFSET);
  // The output always has six rows: one with a low confidence describes nobody, so its other values do not count.
  if (Number.isFinite(confidence) && confidence < settings.confidence) return null;
  if (!values.every(Number.isFinite)) throw new NotFiniteError();
  const box = boxInPicture(at, left, top, right, bottom);
  if (!box) return null;
  const { classes, keypoints: names } = settings.labels;
  const keypoints = names.map((_, i) => {
    const [y = 0, x = 0, score = 0] = values.subarray(i * 3, i * 3 + 3);
    return keypointInPicture(at, x, y, score);
  });
  return { class: classes[0] ?? '', confidence: round(confidence), box, keypoints };
}
