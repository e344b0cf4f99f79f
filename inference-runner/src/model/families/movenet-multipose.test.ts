import type { Letterbox } from '../letterbox.js';
import { NotFiniteError } from '../output/errors.js';
import type { Outputs, OutputTensor } from '../output/tensors.js';
import { type ModelSignature, NO_FACTS } from '../types.js';
import { COCO_POSE } from './coco-pose.js';
import { moveNetMultiPose } from './movenet-multipose.js';

const SIGNATURE: ModelSignature = {
  inputs: [{ name: 'input', type: 'uint8', shape: [1, 'height', 'width', 3] }],
  outputs: [{ name: 'output_0', type: 'float32', shape: [1, 6, 56] }],
  facts: NO_FACTS,
};
const LAYOUT = { input: { name: 'input', layout: 'nhwc', type: 'uint8', fixed: null }, output: 'output_0' } as const;
const LABELS = COCO_POSE;
const SETTINGS = { input: null, confidence: 0.25, labels: LABELS, options: {} };

/** The picture fills the upper 144 of 160 rows. */
const AT: Letterbox = { inputWidth: 256, inputHeight: 160, x: 0, y: 0, width: 256, height: 144 };

interface Person {
  keypoints?: [y: number, x: number, score: number][];
  /** ymin, xmin, ymax, xmax, score */
  box: [number, number, number, number, number];
}

function output(...people: Person[]): Outputs {
  const values = new Float32Array(6 * 56);
  people.forEach(({ keypoints = [], box }, i) => {
    values.set(keypoints.flat(), i * 56);
    values.set(box, i * 56 + 51);
  });
  return { output_0: { type: 'float32', data: values, dims: [1, 6, 56] } };
}

describe('movenet-multipose', () => {
  const read = moveNetMultiPose.decoder(LAYOUT, SETTINGS);

  it('is recognised by its shapes, with the names of COCO', () => {
    const [reading, ...others] = moveNetMultiPose.readings(SIGNATURE, { family: null, classes: null, options: {} });
    expect(others).toEqual([]);
    expect(reading).toMatchObject({ layout: LAYOUT, labels: COCO_POSE });
  });

  it('names the keypoints that its skeleton joins', () => {
    const { keypoints, skeleton, classes } = LABELS;
    expect(classes).toEqual(['person']);
    expect(keypoints).toHaveLength(17);
    expect(skeleton.flat().every((index) => index in keypoints)).toBe(true);
  });

  it('gives boxes and keypoints in fractions of the picture, without the padding', () => {
    const nose: [number, number, number] = [0.45, 0.25, 0.9];
    const [person] = read(output({ keypoints: [nose], box: [0.09, 0.25, 0.9, 0.5, 0.5] }), AT);
    expect(person).toMatchObject({ class: 'person', confidence: 0.5 });
    expect(person?.box).toEqual([0.25, 0.1, 0.25, 0.9]);
    expect(person?.keypoints?.[0]).toEqual([0.25, 0.5, 0.9]);
    expect(person?.keypoints).toHaveLength(17);
  });

  it('puts the most confident person first and leaves out those below the threshold', () => {
    const box = [0.1, 0.1, 0.5, 0.5] as const;
    const people = read(output({ box: [...box, 0.3] }, { box: [...box, 0.7] }, { box: [...box, 0.2] }), AT);
    expect(people.map(({ confidence }) => confidence)).toEqual([0.7, 0.3]);
  });

  it('clips boxes to the picture and drops what is not in it', () => {
    const people = read(output({ box: [-0.5, -0.5, 0.45, 0.5, 0.6] }, { box: [0.92, 0.1, 0.99, 0.5, 0.9] }), AT);
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
    expect(() => read(output(good, broken), AT)).toThrow(NotFiniteError);
  });

  it('does not look at what stands beside a low confidence', () => {
    expect(read(output(good, { box: [NaN, Infinity, 1, 1, 0.1] }), AT)).toHaveLength(1);
  });

  it('names the class and the keypoints by the labels that it is given', () => {
    const labels = { classes: ['worker'], keypoints: LABELS.keypoints, skeleton: [] };
    const [worker] = moveNetMultiPose.decoder(LAYOUT, { ...SETTINGS, labels })(output(good), AT);
    expect(worker).toMatchObject({ class: 'worker' });
  });

  it('refuses an output of another size', () => {
    const wrong: OutputTensor = { type: 'float32', data: new Float32Array(2), dims: [1, 2] };
    expect(() => read({ output_0: wrong }, AT)).toThrow('expected an output of float32 [1, 6, 56], got float32 [1, 2]');
  });
});
