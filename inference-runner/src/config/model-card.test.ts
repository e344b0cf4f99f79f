import { load, MINIMAL, problemsOf } from '../../test/config/load.js';
import { OPTIONS } from '../model/families/index.js';

/** A file beside a model says how it is used. Here the model is /etc/framewatch/pose.onnx. */

const FOLDER = '/etc/framewatch';
const modelWith = (files: Record<string, string>, config = MINIMAL, env = {}) => {
  const [model] = load(config, env, files).models;
  return model;
};
const problems = (card: string, files = {}) => problemsOf(MINIMAL, {}, { [`${FOLDER}/pose.yaml`]: card, ...files });

it('says family, labels, input, confidence, and options at its top level', () => {
  const card = `
    family: anchor-free
    labels: names.txt
    input: { width: 320, height: 192 }
    confidence: 0.4
    letterbox: stretch
    maxDetections: 5
    keepClasses: [worker]
    keypoints:
  `;
  const files = { [`${FOLDER}/pose.yaml`]: card, [`${FOLDER}/names.txt`]: 'worker\nfork lift\n' };
  expect(modelWith(files)).toMatchObject({
    family: 'anchor-free',
    labels: ['worker', 'fork lift'],
    input: { width: 320, height: 192 },
    confidence: 0.4,
    card: `${FOLDER}/pose.yaml`,
  });
  expect(modelWith(files)?.options).toEqual({ letterbox: 'stretch', maxDetections: 5, keepClasses: ['worker'] });
});

it('is NAME.yaml, or else model.yaml for every other model of the folder; one of them alone', () => {
  const own = { [`${FOLDER}/pose.yaml`]: 'maxDetections: 1' };
  const shared = { [`${FOLDER}/model.yaml`]: 'maxDetections: 2\nconfidence: 0.5' };
  expect(modelWith({ ...own, ...shared })).toMatchObject({ options: { maxDetections: 1 }, confidence: 0.25 });
  expect(modelWith(shared)).toMatchObject({ options: { maxDetections: 2 }, card: `${FOLDER}/model.yaml` });
  expect(modelWith({ [`${FOLDER}/pose.yml`]: 'confidence: 0.1' })).toMatchObject({ confidence: 0.1 });
  expect(modelWith({})).not.toHaveProperty('card');
  expect(modelWith({ [`${FOLDER}/pose.yaml`]: '# nothing yet' })).toMatchObject({ confidence: 0.25, options: {} });
});

it('counts less than the configuration, key by key', () => {
  const files = { [`${FOLDER}/pose.yaml`]: 'confidence: 0.4\nlabels: [a]\nmaxDetections: 1\nletterbox: stretch' };
  const options = 'confidence: 0.6\n    labels: [b]\n    options: { maxDetections: 7 }';
  expect(modelWith(files, MINIMAL.replace('path: pose.onnx', `path: pose.onnx\n    ${options}`))).toMatchObject({
    confidence: 0.6,
    labels: ['b'],
    options: { maxDetections: 7, letterbox: 'stretch' },
  });
});

it('lies beside the model also where the environment names it', () => {
  const env = { MODEL_PATH: 'models/m.onnx', RTSP_INPUT: 'rtsp://10.0.0.8/x' };
  const [model] = load(null, env, { '/srv/models/m.yaml': 'confidence: 0.3' }).models;
  expect(model).toMatchObject({ confidence: 0.3, card: '/srv/models/m.yaml' });
});

it('is never the configuration itself', () => {
  expect(load(MINIMAL.replace('pose.onnx', 'runner.onnx')).models).toMatchObject([{ confidence: 0.25 }]);
});

describe('what is wrong with it is told with its key and line, all at once', () => {
  const KNOWN = [...Object.keys(OPTIONS), 'family', 'input', 'confidence', 'labels'].join(', ');

  it('unknown keys', () => {
    expect(problems('nc: 80\ninput: { width: 320, hieght: 320 }')).toEqual([
      `input.height (${FOLDER}/pose.yaml:2): missing, expected pixels from 32 to 4096`,
      expect.stringMatching(/^input\.hieght \(.*:2\): unknown key, did you mean `height`\?/),
      `nc (${FOLDER}/pose.yaml:1): unknown key, known are ${KNOWN}; the file says how the model beside it is used: give it another ` +
        'name if it is meant for something else',
    ]);
  });

  it('values', () => {
    expect(problems('confidence: 40\nmean: [1, 2]\nlabels: []\nfamily: yolo')).toEqual([
      expect.stringMatching(/^mean \(.*pose\.yaml:2\): got a list, expected a list of three numbers/),
      expect.stringMatching(/^family \(.*pose\.yaml:4\): got "yolo", expected one of movenet-multipose, /),
      expect.stringMatching(/^confidence \(.*pose\.yaml:1\): got 40, expected a number from 0 to 1$/),
      expect.stringMatching(/^labels \(.*pose\.yaml:3\): got an empty list, expected a list of the names/),
    ]);
  });

  it.each([
    ['- a', /^\(\/etc\/framewatch\/pose\.yaml\): expected a mapping with keys like `family`/],
    ['a: [', /^\(\/etc\/framewatch\/pose\.yaml:1\): not valid YAML/],
    ['labels: names.txt', /^labels \(.*pose\.yaml:1\): cannot read names\.txt: ENOENT$/],
    ['labels: [a, a]', /^labels \(.*pose\.yaml:1\): names the class "a" twice/],
  ])('%s', (card, expected) => {
    expect(problems(card)).toEqual([expect.stringMatching(expected)]);
  });

  it('once, also where several models have it', () => {
    const two = MINIMAL.replace('streams:', '  - name: other\n    path: other.onnx\nstreams:').replace(
      'id: lobby',
      'id: lobby\n    model: pose'
    );
    expect(problemsOf(two, {}, { [`${FOLDER}/model.yaml`]: 'nc: 80' })).toEqual([
      expect.stringMatching(/^nc \(\/etc\/framewatch\/model\.yaml:1\): unknown key/),
    ]);
  });
});
