import type { Detection } from '@framewatch/protocol';
import { someResult } from '@framewatch/viewer-client/testing';
import { interpolate } from './interpolate';

const found = (fields: Partial<Detection>): Detection => ({
  class: 'person',
  confidence: 0.9,
  box: [0, 0, 0.1, 0.2],
  track: 1,
  ...fields,
});
const at = (ptsUs: number, ...detections: Detection[]) =>
  someResult({ ptsUs, captureTimeUs: 1_000_000 + ptsUs, detections });
const between = (before: Detection[], after: Detection[], part = 0.25) =>
  interpolate(at(0, ...before), at(400, ...after), 400 * part).detections;

it('puts a box where it is at that time between the two', () => {
  const [one] = between([found({ box: [0, 0.2, 0.1, 0.4] })], [found({ box: [0.4, 0.4, 0.2, 0.2] })]);
  [0.1, 0.25, 0.125, 0.35].forEach((value, i) => expect(one?.box[i]).toBeCloseTo(value, 12));
});

it('has times of the picture, and says that it is no result', () => {
  expect(interpolate(at(0), at(400), 100)).toMatchObject({
    ptsUs: 100,
    captureTimeUs: 1_000_100,
    interpolated: true,
    detections: [],
  });
});

it('moves keypoints along, each as sure as in the less sure of the two', () => {
  const [one] = between(
    [found({ keypoints: [[0, 0, 0.9]], confidence: 0.8 })],
    [found({ keypoints: [[0.4, 0.8, 0.1]], confidence: 0.4 })]
  );
  expect(one?.keypoints).toEqual([[0.1, 0.2, 0.1]]);
  expect(one?.confidence).toBe(0.4);
});

it('has no keypoints where only one of the two has them', () => {
  const [one] = between([found({ keypoints: [[0, 0, 0.9]] })], [found({})]);
  expect(one?.keypoints).toBeUndefined();
});

it('knows objects by their track, whatever their order', () => {
  const [a, b] = [found({ track: 1 }), found({ track: 2, box: [0.5, 0.5, 0.1, 0.1] })];
  expect(between([a, b], [b, a]).map(({ track, box }) => [track, box])).toEqual([
    [1, a.box],
    [2, b.box],
  ]);
});

it.each<[string, Detection[], Detection[]]>([
  ['appears', [], [found({})]],
  ['disappears', [found({})], []],
  ['has no track', [found({ track: undefined })], [found({ track: undefined })]],
  ['becomes another class', [found({})], [found({ class: 'dog' })]],
  ['is of another model', [found({ model: 'a' })], [found({ model: 'b' })]],
])('leaves out what %s', (_, before, after) => {
  expect(between(before, after)).toEqual([]);
});
