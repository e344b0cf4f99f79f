import { createAdapter } from '../catalogue.js';
import { ModelShapeError, NotFiniteError } from '../errors.js';
import type { ModelSignature, Placement, TensorData } from '../types.js';

const SIGNATURE: ModelSignature = {
  inputs: [{ name: 'input', type: 'uint8', shape: [1, 'height', 'width', 3] }],
  outputs: [{ name: 'output_0', type: 'float32', shape: [1, 6, 56] }],
};
const CONFIG = { name: 'pose', path: 'pose.onnx', family: null, input: null, confidence: 0.25 };

/** The picture fills the upper 144 of 160 rows. */
const PLACEMENT: Placement = { inputWidth: 256, inputHeight: 160, x: 0, y: 0, width: 256, height: 144 };

interface Person {
  keypoints?: [y: number, x: number, score: number][];
  /** ymin, xmin, ymax, xmax, score */
  box: [number, number, number, number, number];
}

function output(...people: Person[]): Record<string, TensorData> {
  const values = new Float32Array(6 * 56);
  people.forEach(({ keypoints = [], box }, i) => {
    values.set(keypoints.flat(), i * 56);
    values.set(box, i * 56 + 51);
  });
  return { output_0: { type: 'float32', data: values.buffer, dims: [1, 6, 56] } };
}

describe('movenet-multipose', () => {
  const adapter = createAdapter(CONFIG, SIGNATURE);

  it('names the keypoints that its skeleton joins', () => {
    const { keypoints, skeleton, classes } = adapter.labels;
    expect(classes).toEqual(['person']);
    expect(keypoints).toHaveLength(17);
    expect(skeleton.flat().every((index) => index in keypoints)).toBe(true);
  });

  it('gives boxes and keypoints in fractions of the picture, without the padding', () => {
    const nose: [number, number, number] = [0.45, 0.25, 0.9];
    const [person] = adapter.read(output({ keypoints: [nose], box: [0.09, 0.25, 0.9, 0.5, 0.5] }), PLACEMENT);
    expect(person).toMatchObject({ class: 'person', confidence: 0.5 });
    expect(person?.box).toEqual([0.25, 0.1, 0.25, 0.9]);
    expect(person?.keypoints?.[0]).toEqual([0.25, 0.5, 0.9]);
    expect(person?.keypoints).toHaveLength(17);
  });

  it('puts the most confident person first and leaves out those below the threshold', () => {
    const box = [0.1, 0.1, 0.5, 0.5] as const;
    const people = adapter.read(
      output({ box: [...box, 0.3] }, { box: [...box, 0.7] }, { box: [...box, 0.2] }),
      PLACEMENT
    );
    expect(people.map(({ confidence }) => confidence)).toEqual([0.7, 0.3]);
  });

  it('clips boxes to the picture and drops what is not in it', () => {
    const people = adapter.read(
      output({ box: [-0.5, -0.5, 0.45, 0.5, 0.6] }, { box: [0.92, 0.1, 0.99, 0.5, 0.9] }),
      PLACEMENT
    );
    expect(people.map(({ box }) => box)).toEqual([[0, 0, 0.5, 0.5]]);
  });

  const good: Person = { box: [0, 0, 1, 1, 0.9] };
  it.each<[string, Person]>([
    ['a confidence that is no number', { box: [0, 0, 1, 1, NaN] }],
    ['an infinite confidence', { box: [0, 0, 1, 1, Infinity] }],
    ['a negative infinite confidence', { box: [0, 0, 1, 1, -Infinity] }],
    ['a box that is no number', { box: [NaN, 0, 1, 1, 0.9] }],
    ['an infinite box', { box: [0, 0, Infinity, 1, 0.9] }],
    ['a keypoint that is no number', { ...good, keypoints: [[0.5, NaN, 0.9]] }],
  ])('has no result for a frame with %s, beside people that are well', (_, broken) => {
    expect(() => adapter.read(output(good, broken), PLACEMENT)).toThrow(NotFiniteError);
  });

  it('does not look at what stands beside a low confidence', () => {
    expect(adapter.read(output(good, { box: [NaN, Infinity, 1, 1, 0.1] }), PLACEMENT)).toHaveLength(1);
  });

  it('refuses an output of another size', () => {
    const wrong: TensorData = { type: 'float32', data: new ArrayBuffer(8), dims: [1, 2] };
    expect(() => adapter.read({ output_0: wrong }, PLACEMENT)).toThrow('expected an output of [1, 6, 56], got [1, 2]');
  });
});

describe('the catalogue', () => {
  it('says what a model that fits no family has, and what families expect', () => {
    const signature: ModelSignature = {
      inputs: [{ name: 'image', type: 'float32', shape: [1, 3, 128, 128] }],
      outputs: [{ name: 'boxes', type: 'float32', shape: [1, 'n', 4] }],
    };
    const create = () => createAdapter(CONFIG, signature);
    expect(create).toThrow(ModelShapeError);
    expect(create).toThrow(
      'model `pose` (pose.onnx) fits no model family. It has the inputs image float32 [1, 3, 128, 128] and the outputs ' +
        'boxes float32 [1, n, 4]; movenet-multipose expects one input uint8 [1, height, width, 3] and one output ' +
        'float32 [1, 6, 56]. Use a model of such a family, or convert this one'
    );
  });

  it('refuses an input size that the model cannot take', () => {
    const create = (width: number, height: number, signature = SIGNATURE) =>
      createAdapter({ ...CONFIG, input: { width, height } }, signature);
    expect(() => create(256, 250)).toThrow('both sides have to be multiples of 32');
    const fixed = { ...SIGNATURE, inputs: [{ name: 'input', type: 'uint8', shape: [1, 256, 256, 3] }] };
    expect(() => create(320, 320, fixed)).toThrow('its input is fixed to 256x256, but 320x320 is configured');
    expect(() => create(256, 256, fixed)).not.toThrow();
  });
});
