import { ModelShapeError } from './errors.js';
import { recognise } from './recognise.js';
import { type ModelSignature, NO_FACTS } from './types.js';

const SIGNATURE: ModelSignature = {
  inputs: [{ name: 'input', type: 'uint8', shape: [1, 'height', 'width', 3] }],
  outputs: [{ name: 'output_0', type: 'float32', shape: [1, 6, 56] }],
  facts: NO_FACTS,
};
const WISHES = {
  name: 'pose',
  path: 'pose.onnx',
  family: null,
  input: null,
  confidence: 0.25,
  batch: 1,
  options: {},
  labels: null,
};

describe('a batch', () => {
  const batched = { ...WISHES, batch: 4 };
  const of = (input: number | string, output: number | string): ModelSignature => ({
    inputs: [{ name: 'input', type: 'uint8', shape: [input, 256, 256, 3] }],
    outputs: [{ name: 'output_0', type: 'float32', shape: [output, 6, 56] }],
    facts: NO_FACTS,
  });

  it('is taken where the batch dimension of every input and output is dynamic', () => {
    expect(recognise(batched, of('batch', 'batch')).family.name).toBe('movenet-multipose');
    expect(recognise(WISHES, of(1, 1)).family.name).toBe('movenet-multipose');
  });

  it.each([
    [1, 1, '`input` [1, 256, 256, 3]'],
    [1, 'batch', '`input` [1, 256, 256, 3]'],
    ['batch', 1, '`output_0` [1, 6, 56]'],
  ])('is refused where one is fixed: %p and %p', (input, output, fixed) => {
    expect(() => recognise(batched, of(input, output))).toThrow(
      new ModelShapeError(
        `model \`pose\` (pose.onnx): \`batch: 4\` runs several pictures at once, but the model is made for a fixed number of ` +
          `them (${fixed}); take out \`batch\`, or export the model with a dynamic batch dimension`
      )
    );
  });
});

describe('recognising a model', () => {
  it('says what a model that fits no family has, and what differs from the nearest families', () => {
    const signature: ModelSignature = {
      inputs: [{ name: 'image', type: 'float32', shape: [1, 3, 128, 128] }],
      outputs: [{ name: 'boxes', type: 'float32', shape: [1, 'n', 4] }],
      facts: NO_FACTS,
    };
    const attempt = () => recognise(WISHES, signature);
    expect(attempt).toThrow(ModelShapeError);
    expect(attempt).toThrow(
      /^model `pose` \(pose\.onnx\) fits no model family\. It has the input image float32 \[1, 3, 128, 128\] and the output boxes float32 \[1, n, 4\]\n(- [\w-]+: its .*\n){3}Export it in a layout of docs\/models\.md, .*$/
    );
  });

  it('names the classes as configured, and refuses another number of names', () => {
    expect(recognise({ ...WISHES, labels: ['worker'] }, SIGNATURE).settings.labels).toMatchObject({
      classes: ['worker'],
      keypoints: expect.arrayContaining(['nose']) as string[],
    });
    expect(() => recognise({ ...WISHES, labels: ['worker', 'fork lift'] }, SIGNATURE)).toThrow(
      'model `pose` (pose.onnx): it has 1 classes, but `labels` names 2; change `labels`'
    );
  });

  it('refuses an input size that the model cannot take', () => {
    const attempt = (width: number, height: number, signature = SIGNATURE) =>
      recognise({ ...WISHES, input: { width, height } }, signature);
    expect(() => attempt(256, 250)).toThrow('both sides have to be multiples of 32');
    const fixed = { ...SIGNATURE, inputs: [{ name: 'input', type: 'uint8', shape: [1, 256, 256, 3] }] };
    expect(() => attempt(320, 320, fixed)).toThrow('its input is fixed to 256x256, but 320x320 is configured');
    expect(() => attempt(256, 256, fixed)).not.toThrow();
  });
});
