import type { Detection, Labels } from '@framewatch/protocol';
import { type Size, viewOf } from '../../picture/index.js';
import type { DecodedFrame } from '../../source/types.js';
import { NotFiniteError } from '../errors.js';
import { boxInPicture, inputFor, keypointInPicture, placeIn, round } from '../placement.js';
import { RgbScaler } from '../rgb-scaler.js';
import type { ModelAdapter, ModelSignature, Placement, TensorData } from '../types.js';
import type { FamilyOptions, ModelFamily } from './family.js';

/** The model halves the picture five times. */
const STEP = 32;
const LONGEST_SIDE = 256;
const PEOPLE = 6;
/** Of one person: 17 keypoints of (y, x, confidence), then ymin, xmin, ymax, xmax and the person's confidence. */
const VALUES = 56;
const BOX_OFFSET = 51;
const CHANNELS = 3;

const LABELS: Labels = {
  classes: ['person'],
  keypoints: [
    'nose',
    'left_eye',
    'right_eye',
    'left_ear',
    'right_ear',
    'left_shoulder',
    'right_shoulder',
    'left_elbow',
    'right_elbow',
    'left_wrist',
    'right_wrist',
    'left_hip',
    'right_hip',
    'left_knee',
    'right_knee',
    'left_ankle',
    'right_ankle',
  ],
  skeleton: [
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 4],
    [0, 5],
    [0, 6],
    [5, 6],
    [5, 7],
    [7, 9],
    [6, 8],
    [8, 10],
    [5, 11],
    [6, 12],
    [11, 12],
    [11, 13],
    [13, 15],
    [12, 14],
    [14, 16],
  ],
};

/** MoveNet MultiPose: up to six people in a picture, a box and 17 keypoints each. */
export const moveNetMultiPose: ModelFamily = {
  name: 'movenet-multipose',
  expects: 'one input uint8 [1, height, width, 3] and one output float32 [1, 6, 56]',

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

  refuses(signature, { input }) {
    const fixed = fixedInput(signature);
    if (!input) return null;
    if (fixed && (fixed.width !== input.width || fixed.height !== input.height)) {
      return `its input is fixed to ${fixed.width}x${fixed.height}, but ${input.width}x${input.height} is configured`;
    }
    if (input.width % STEP === 0 && input.height % STEP === 0) return null;
    return `an input of ${input.width}x${input.height} is configured, but both sides have to be multiples of ${STEP}`;
  },

  createAdapter: (signature, options) => new MoveNetMultiPose(fixedInput(signature) ?? options.input, options),
};

class MoveNetMultiPose implements ModelAdapter {
  readonly labels = LABELS;
  readonly #input: Size | null;
  readonly #confidence: number;
  readonly #scaler = new RgbScaler();

  constructor(input: Size | null, { confidence }: FamilyOptions) {
    this.#input = input;
    this.#confidence = confidence;
  }

  async fill({ frame }: DecodedFrame, spare?: ArrayBuffer): Promise<{ input: TensorData; placement: Placement }> {
    const picture = viewOf(frame);
    const placement = placeIn(picture, this.#input ?? inputFor(picture, LONGEST_SIDE, STEP));
    const { inputWidth, inputHeight } = placement;
    const bytes = inputWidth * inputHeight * CHANNELS;
    const pixels = new Uint8Array(spare?.byteLength === bytes ? spare : new ArrayBuffer(bytes));
    blackenPadding(pixels, placement);
    await this.#scaler.scale(frame, placement, pixels, inputWidth);
    return { input: { type: 'uint8', data: pixels.buffer, dims: [1, inputHeight, inputWidth, CHANNELS] }, placement };
  }

  read(outputs: Readonly<Record<string, TensorData>>, placement: Placement): Detection[] {
    const [output] = Object.values(outputs);
    const people = output ? new Float32Array(output.data) : new Float32Array();
    if (people.length !== PEOPLE * VALUES) {
      throw new Error(`expected an output of [1, ${PEOPLE}, ${VALUES}], got [${output?.dims.join(', ') ?? 'nothing'}]`);
    }
    const detections: Detection[] = [];
    for (let person = 0; person < PEOPLE; person += 1) {
      const detection = this.#person(people.subarray(person * VALUES, (person + 1) * VALUES), placement);
      if (detection) detections.push(detection);
    }
    return detections.sort((a, b) => b.confidence - a.confidence);
  }

  #person(values: Float32Array, placement: Placement): Detection | null {
    const [top = 0, left = 0, bottom = 0, right = 0, confidence = 0] = values.subarray(BOX_OFFSET);
    // The output always has six rows: one with a low confidence describes nobody, so its other values do not count.
    if (Number.isFinite(confidence) && confidence < this.#confidence) return null;
    if (!values.every(Number.isFinite)) throw new NotFiniteError();
    const box = boxInPicture(placement, left, top, right, bottom);
    if (!box) return null;
    const keypoints = LABELS.keypoints.map((_, i) => {
      const [y = 0, x = 0, score = 0] = values.subarray(i * 3, i * 3 + 3);
      return keypointInPicture(placement, x, y, score);
    });
    return { class: 'person', confidence: round(confidence), box, keypoints };
  }

  close(): void {
    this.#scaler.close();
  }
}

/** What the picture does not fill; its own rows are written in any case. */
function blackenPadding(pixels: Uint8Array, { inputWidth, width, height }: Placement): void {
  pixels.fill(0, width === inputWidth ? height * inputWidth * CHANNELS : 0);
}

function isOrFree(dimension: number | string | undefined, size: number): boolean {
  return dimension === size || typeof dimension === 'string';
}

function fixedInput({ inputs }: ModelSignature): Size | null {
  const [, height, width] = inputs[0]?.shape ?? [];
  return typeof width === 'number' && typeof height === 'number' ? { width, height } : null;
}
