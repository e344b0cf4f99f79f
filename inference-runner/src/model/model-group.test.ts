import type { Detection, Labels } from '@framewatch/protocol';
import type { SharedFrame } from '../frame/index.js';
import { ModelGroup } from './model-group.js';
import type { Inference, Model } from './types.js';

const FRAME = null as unknown as SharedFrame;
const POSE: Labels = { classes: ['person'], keypoints: ['nose', 'tail'], skeleton: [[0, 1]] };
const DOG: Labels = { classes: ['dog', 'person'], keypoints: ['snout'], skeleton: [] };

function model(name: string, labels: Labels, detections: Detection[] | Error, ms = 10): Model {
  const times = { preprocessMs: ms, queueMs: 0, inferenceMs: 2 * ms, postprocessMs: 1 };
  const infer = (): Promise<Inference> =>
    detections instanceof Error ? Promise.reject(detections) : Promise.resolve({ detections, ...times });
  return {
    name,
    execution: [{ model: name, provider: 'cpu', refused: [] }],
    labels,
    sessions: name.length,
    batch: 1,
    infer,
    close: () => Promise.resolve(),
  };
}

const person: Detection = { class: 'person', confidence: 0.5, box: [0, 0, 1, 1] };

describe('several models on one stream', () => {
  it('give one result, in which each detection says which model it is of', async () => {
    const group = new ModelGroup('pose+yolo11', [model('pose', POSE, [person], 5), model('yolo11', DOG, [person], 20)]);
    expect(group).toMatchObject({ name: 'pose+yolo11', sessions: 4 });
    expect(await group.infer(FRAME)).toEqual({
      detections: [
        { ...person, model: 'pose' },
        { ...person, model: 'yolo11' },
      ],
      preprocessMs: 20,
      queueMs: 0,
      inferenceMs: 40,
      postprocessMs: 1,
    });
  });

  it('list the keypoints of all, those of others without confidence', async () => {
    const [pose, dog] = [
      {
        ...person,
        keypoints: [
          [0.1, 0.2, 0.9],
          [0.3, 0.4, 0.8],
        ],
      } as Detection,
      { ...person, class: 'dog', keypoints: [[0.5, 0.6, 0.7]] } as Detection,
    ];
    const group = new ModelGroup('pose+dogs', [model('pose', POSE, [pose]), model('dogs', DOG, [dog])]);
    expect(group.labels).toEqual({
      classes: ['person', 'dog'],
      keypoints: ['nose', 'tail', 'snout'],
      skeleton: [[0, 1]],
    });
    const { detections } = await group.infer(FRAME);
    expect(detections.map(({ keypoints }) => keypoints)).toEqual([
      [
        [0.1, 0.2, 0.9],
        [0.3, 0.4, 0.8],
        [0, 0, 0],
      ],
      [
        [0, 0, 0],
        [0, 0, 0],
        [0.5, 0.6, 0.7],
      ],
    ]);
  });

  it('share the keypoints that are the same', () => {
    const group = new ModelGroup('fast+exact', [model('fast', POSE, []), model('exact', POSE, [])]);
    expect(group.labels).toEqual(POSE);
  });

  it('say what each is executed on, a detector of two of them once', () => {
    const [people, pose, hands] = ['people', 'pose', 'hands'].map((name) => ({ ...model(name, POSE, []) }));
    const [one, other] = [pose!, hands!].map((each) => ({
      ...each,
      execution: [...people!.execution, ...each.execution],
    }));
    const { execution } = new ModelGroup('pose+hands', [one!, other!]);
    expect(execution.map((each) => each.model)).toEqual(['people', 'pose', 'hands']);
  });

  it('have no result where one of them fails', async () => {
    const group = new ModelGroup('pose+dogs', [
      model('pose', POSE, [person]),
      model('dogs', DOG, new Error('no memory')),
    ]);
    await expect(group.infer(FRAME)).rejects.toThrow('no memory');
  });
});
