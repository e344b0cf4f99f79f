import type { Box, Detection, FrameResult } from '@framewatch/protocol';
import { frameResult } from '../../../test/viewer/fakes.js';
import { Registry } from '../../telemetry/index.js';
import { TRACKING_DEFAULTS, type TrackingConfig } from './schema.js';
import { Tracking } from './tracking.js';

function setUp(config: Partial<TrackingConfig> = {}) {
  const registry = new Registry();
  let ids = 0;
  const tracking = new Tracking(
    { ...TRACKING_DEFAULTS, ...config },
    { scope: registry.scope({ stream: 'lobby' }), nextTrackId: () => (ids += 1) }
  );
  const look = (timeS: number, detections: Detection[], rest: Partial<FrameResult> = {}) => {
    const result = frameResult({
      epoch: 1,
      ptsUs: Math.round(timeS * 1e6),
      width: 1280,
      height: 720,
      detections,
      ...rest,
    });
    return tracking.onResult(result).result.detections.map(({ track }) => track);
  };
  return { look, registry };
}

/** A person whose box has its left edge at `x`; 0.1 wide. */
const person = (x: number, rest: Partial<Detection> = {}): Detection => ({
  class: 'person',
  confidence: 0.9,
  box: [x, 0.3, 0.1, 0.4],
  ...rest,
});

describe('Tracking', () => {
  it('gives an object the same id in every frame, from the first frame of an epoch on', () => {
    const { look } = setUp();
    for (let i = 0; i < 30; i++) expect(look(i / 10, [person(0.1 + i * 0.01), person(0.8)])).toEqual([1, 2]);
  });

  it('waits for a second frame with an object that comes later', () => {
    const { look } = setUp();
    look(0, [person(0.1)]);
    expect(look(0.1, [person(0.1), person(0.6)])).toEqual([1, undefined]);
    expect(look(0.2, [person(0.1), person(0.6)])).toEqual([1, 2]);
  });

  it('gives no id to what is seen in single frames only', () => {
    const { look } = setUp();
    look(0, []);
    expect(look(0.1, [person(0.6)])).toEqual([undefined]);
    expect(look(0.2, [])).toEqual([]);
    expect(look(0.3, [person(0.6)])).toEqual([undefined]);
  });

  it('changes nothing else of a result', () => {
    const { look } = setUp();
    const detections = [person(0.1, { keypoints: [[0.1, 0.2, 0.3]] })];
    const result = frameResult({ detections });
    const tracking = new Tracking(TRACKING_DEFAULTS, { scope: new Registry().scope(), nextTrackId: () => 7 });
    expect(tracking.onResult(result)).toEqual({
      result: { ...result, detections: [{ ...detections[0], track: 7 }] },
      events: [],
    });
    expect(result.detections[0]).not.toHaveProperty('track');
    expect(look(0, [])).toEqual([]);
  });

  it('knows an object again that was missed for a while, by where it went, not where it was', () => {
    const { look } = setUp();
    for (let i = 0; i < 10; i++) look(i / 10, [person(0.1 + 0.02 * i)]);
    for (let i = 10; i < 20; i++) look(i / 10, []);
    expect(look(2, [person(0.46)])).toEqual([1]);
  });

  it('takes an object for another one after lostSeconds', () => {
    const { look } = setUp({ lostSeconds: 0.5 });
    look(0, [person(0.5)]);
    look(0.1, [person(0.5)]);
    look(0.7, [person(0.5)]);
    expect(look(0.8, [person(0.5)])).toEqual([2]);
  });

  it.each([1, 5, 30, 60])('counts time, not frames: at %i frames per second a walking person stays one', (fps) => {
    const { look } = setUp();
    const ids = Array.from({ length: 8 * fps }, (_, i) => look(i / fps, [person(0.05 + (0.08 * i) / fps)]));
    expect(new Set(ids.flat())).toEqual(new Set([1]));
  });

  it('is not led astray by frames that are left out', () => {
    const { look } = setUp();
    const times = [0, 0.04, 0.08, 0.5, 0.54, 1.3, 1.34, 1.38, 2.2];
    for (const time of times) expect(look(time, [person(0.1 + 0.2 * time)])).toEqual([1]);
  });

  it('tells objects of different classes and of different models apart', () => {
    const { look } = setUp();
    const detections = [person(0.3), person(0.3, { class: 'dog' }), person(0.3, { model: 'other' })];
    expect(look(0, detections)).toEqual([1, 2, 3]);
    expect(look(0.1, [...detections].reverse())).toEqual([3, 2, 1]);
  });

  it('follows an object through detections that are less sure, but begins none with them', () => {
    const { look } = setUp();
    look(0, [person(0.1), person(0.5, { confidence: 0.3 })]);
    for (let i = 1; i < 10; i++)
      expect(look(i / 10, [person(0.1, { confidence: 0.3 }), person(0.5, { confidence: 0.3 })])).toEqual([
        1,
        undefined,
      ]);
  });

  it('takes a model for sure by its own range: what gives people 0.3 to 0.57 has them tracked', () => {
    const { look } = setUp();
    for (let i = 0; i < 200; i++) look(i / 10, [person(0.1, { confidence: 0.57 - 0.2 * (i % 2) })]);
    look(20, [person(0.1, { confidence: 0.5 }), person(0.5, { confidence: 0.3 })]);
    expect(look(20.1, [person(0.1), person(0.5, { confidence: 0.3 })])).toEqual([1, 2]);
  });

  it('begins anew with an epoch, and never gives an id twice', () => {
    const { look } = setUp();
    expect(look(5, [person(0.1)])).toEqual([1]);
    expect(look(0, [person(0.1)], { epoch: 2 })).toEqual([2]);
    expect(look(5, [person(0.1)], { epoch: 1 })).toEqual([3]);
  });

  it('begins no object in a damaged picture, but goes on with those that it knows', () => {
    const { look } = setUp();
    look(0, [person(0.1)]);
    for (const time of [0.1, 0.2, 0.3])
      expect(look(time, [person(0.1), person(0.6)], { damaged: true })).toEqual([1, undefined]);
  });

  it('stands a time that stands still or goes back', () => {
    const { look } = setUp();
    for (const time of [10, 10, 9, 10.1, 0, 10.2]) expect(look(time, [person(0.1), person(0.4)])).toEqual([1, 2]);
  });

  it.each([
    ['without an area', [0.5, 0.5, 0, 0]],
    ['beside the picture', [1.4, -3, 0.1, 0.2]],
    ['as large as the picture', [0, 0, 1, 1]],
  ] as [string, Box][])('takes boxes %s', (_, box) => {
    const { look } = setUp();
    for (let i = 0; i < 5; i++) look(i / 10, [person(0.1), person(0, { box })]);
    expect(look(0.5, [person(0.1), person(0, { box })])[0]).toBe(1);
  });

  it('leaves out what is no number, and goes on with the others', () => {
    const { look } = setUp();
    const odd = [person(NaN), person(0.4, { confidence: NaN }), person(0.5, { confidence: Infinity })];
    for (let i = 0; i < 5; i++)
      expect(look(i / 10, [...odd, person(0.1)])).toEqual([undefined, undefined, undefined, 1]);
  });

  it.each([
    ['none is above 0', -3, -0.5],
    ['they have no bounds', -0.5, 40],
    ['all are the same', 1, 1],
    ['all are 0', 0, 0],
  ])('takes confidences as they are: %s', (_, low, high) => {
    const { look } = setUp();
    for (let i = 0; i < 50; i++)
      expect(look(i / 10, [person(0.1, { confidence: high }), person(0.5, { confidence: high })])).toEqual([1, 2]);
    expect(look(5, [person(0.1, { confidence: low }), person(0.5, { confidence: high })])).toEqual([1, 2]);
  });

  it('follows a thousand objects', () => {
    const { look } = setUp();
    const crowd = (shift: number) =>
      Array.from({ length: 1000 }, (_, i) =>
        person(0, { box: [(i % 40) / 40 + shift, Math.floor(i / 40) / 25, 0.02, 0.035] })
      );
    const ids = Array.from({ length: 1000 }, (_, i) => i + 1);
    for (let i = 0; i < 5; i++) expect(look(i / 10, crowd(i * 0.002))).toEqual(ids);
  });

  it('counts the objects of each class', () => {
    const { look, registry } = setUp();
    for (let i = 0; i < 3; i++) look(i, [person(0.1), person(0.5), person(0.3, { class: 'dog' })]);
    expect(registry.snapshot()).toMatchObject([
      {
        name: 'framewatch_tracks_total',
        samples: [
          { labels: ['lobby', 'person'], value: 2 },
          { labels: ['lobby', 'dog'], value: 1 },
        ],
      },
    ]);
  });
});
