import type { Detection } from '@framewatch/protocol';
import type { Size } from '../../picture/index.js';
import { boxInPicture, inputFor, keypointInPicture, type Letterbox, round } from '../letterbox.js';
import { NotFiniteError } from '../output/errors.js';
import { floats } from '../output/tensors.js';
import type { ModelSignature } from '../types.js';
import { COCO_POSE } from './coco-pose.js';
import type { FamilySettings, ModelFamily } from './family.js';

/** The model halves the picture five times. */
const STEP = 32;
const LONGEST_SIDE = 256;
const PEOPLE = 6;
/** Of one person: 17 keypoints of (y, x, confidence), then ymin, xmin, ymax, xmax and the person's confidence. */
const VALUES = 56;
const BOX_OFFSET = 51;
const CHANNELS = 3;

/** MoveNet MultiPose: up to six people in a picture, a box and 17 keypoints each. */
export const moveNetMultiPose: ModelFamily = {
  name: 'movenet-multipose',
  expects: 'one input uint8 [1, height, width, 3] and one output float32 [1, 6, 56]',

  takes: ['letterbox', 'maxDetections'],

  fits({ inputs, outputs }) {
    const [input] = inputs;
    const [output] = outputs;
    if (!input || !output || inputs.length !== 1 || outputs.length !== 1) return false;
    const [batch, , , channels] = input.shape;
    const takes =
      input.type === 'uint8' && input.shape.length === 4 && isOrFree(batch, 1) && isOrFree(channels, CHANNELS);
    const [one, people, values] = output.shape;
    const gives = output.shape.length === 3 && isOrFree(one, 1) && isOrFree(people, PEOPLE) && isOrFree(values, VALUES);
    return takes && gives && output.type === 'float32';
  },

  labels: () => COCO_POSE,

  refuses(signature, { input }) {
    const fixed = fixedInput(signature);
    if (!input) return null;
    if (fixed && (fixed.width !== input.width || fixed.height !== input.height)) {
      return `its input is fixed to ${fixed.width}x${fixed.height}, but ${input.width}x${input.height} is configured; change \`input\``;
    }
    if (input.width % STEP === 0 && input.height % STEP === 0) return null;
    return `an input of ${input.width}x${input.height} is configured, but both sides have to be multiples of ${STEP}; change \`input\``;
  },

  input(signature, settings) {
    const fixed = fixedInput(signature) ?? settings.input;
    return {
      layout: 'uint8-nhwc-rgb',
      size: (picture) => fixed ?? inputFor(picture, LONGEST_SIDE, STEP),
      letterbox: settings.options.letterbox ?? 'top-left',
      padding: 0,
    };
  },

  decoder(signature, settings) {
    const name = signature.outputs[0]?.name ?? '';
    return (outputs, at) => {
      const values = floats(outputs[name], [1, PEOPLE, VALUES]);
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

function isOrFree(dimension: number | string | undefined, size: number): boolean {
  return dimension === size || typeof dimension === 'string';
}

function fixedInput({ inputs }: ModelSignature): Size | null {
  const [, height, width] = inputs[0]?.shape ?? [];
  return typeof width === 'number' && typeof height === 'number' ? { width, height } : null;
}
