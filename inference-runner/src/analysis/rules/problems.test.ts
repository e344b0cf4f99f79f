import { COCO_POSE } from '../../model/families/coco-pose.js';
import { unfitRules } from './problems.js';
import { ruleSchema } from './schema.js';

const NO_POSE = { classes: ['person', 'car'], keypoints: [], skeleton: [] };
const FACES = { ...NO_POSE, keypoints: ['left_eye', 'right_eye', 'nose_tip'] };

const rules = (...written: object[]) => written.map((rule) => ruleSchema.parse(rule));

describe('rules that a model is not fit for', () => {
  it.each([NO_POSE, FACES])('are those on keypoints of people, where it finds none', (labels) => {
    const problems = unfitRules(rules({ type: 'crowded', zone: 'a', most: 1 }, { type: 'fallen' }), labels);
    expect(problems).toEqual([
      { path: [1, 'type'], message: 'got "fallen", which needs a model that finds the keypoints of people' },
    ]);
  });

  it('are those about classes that it does not find', () => {
    const problems = unfitRules(rules({ type: 'dwell', zone: 'a', seconds: 9, classes: ['person', 'dog'] }), NO_POSE);
    expect(problems).toEqual([
      { path: [0, 'classes', 1], message: 'got "dog", expected a class that the model finds' },
    ]);
  });

  it('are none otherwise', () => {
    expect(unfitRules(rules({ type: 'fallen' }, { type: 'hands-up' }), COCO_POSE)).toEqual([]);
    expect(unfitRules(rules({ type: 'forbidden-zone', zone: 'a', classes: ['car'] }), NO_POSE)).toEqual([]);
  });
});
