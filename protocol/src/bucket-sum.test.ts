import { BucketSum, type FrameResult, sumByClass } from './index.js';

const result = (classes: Record<string, number[]>, dropped = 0): FrameResult => ({
  stream: 'lobby',
  model: 'movenet',
  epoch: 1,
  seq: 0,
  ptsUs: 0,
  captureTimeUs: 0,
  width: 640,
  height: 360,
  detections: Object.entries(classes).flatMap(([name, confidences]) =>
    confidences.map((confidence) => ({
      class: name,
      confidence,
      box: [0, 0, 1, 1] as [number, number, number, number],
    }))
  ),
  timings: { decode: 0, queue: 0, preprocess: 0, inference: 20, postprocess: 0, latency: 30 },
  dropped,
});

it('sums the detections of one frame by their classes', () => {
  expect([...sumByClass(result({ person: [0.5, 0.25], constructor: [1] }).detections)]).toEqual([
    ['person', { detections: 2, most: 2, confidence: 0.75 }],
    ['constructor', { detections: 1, most: 1, confidence: 1 }],
  ]);
});

describe('BucketSum', () => {
  it('knows no means without a frame', () => {
    const sum = new BucketSum(0);
    expect([sum.inferenceMs, sum.latencyMs, sum.objects(['person']), sum.confidence(['person'])]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('is the same, whether results are added one by one, as another sum, or as a runner answers them', () => {
    const results = [result({ person: [0.5, 0.25] }, 2), result({ person: [0.75], dog: [1] }), result({})];
    const whole = new BucketSum(1000);
    for (const one of results) whole.addResult(one);
    expect(whole.toBucket()).toEqual({
      timeMs: 1000,
      frames: 3,
      dropped: 2,
      inferenceMs: 20,
      latencyMs: 30,
      classes: {
        person: { detections: 3, most: 2, confidence: 0.5 },
        dog: { detections: 1, most: 1, confidence: 1 },
      },
    });
    const added = new BucketSum(1000);
    added.add(whole);
    const told = new BucketSum(1000);
    told.addBucket(whole.toBucket());
    for (const sum of [added, told]) {
      expect(sum.toBucket()).toEqual(whole.toBucket());
      expect([...sum.classNames]).toEqual(['person', 'dog']);
      expect([sum.objects(['person', 'dog']), sum.confidence(['person'])]).toEqual([4 / 3, 0.5]);
    }
  });
});
