import type { Detection, Keypoint } from '@framewatch/protocol';
import { FakeContext, FakePath } from '../../testing/fakeContext';
import { someStyle } from '../../testing/style';
import { OverlayPainter, labelParts, visibleDetections } from './OverlayPainter';

const PICTURE = { x: 100, y: 50, width: 1000, height: 500 };
const LABELS = {
  classes: ['person', 'car'],
  keypoints: ['nose', 'left_eye', 'right_eye'],
  skeleton: [
    [0, 1],
    [1, 2],
    [0, 9],
  ] satisfies Array<[number, number]>,
};

beforeAll(() => {
  Object.assign(globalThis, { Path2D: FakePath });
});

function detection(fields: Partial<Detection> = {}): Detection {
  return { class: 'person', confidence: 0.9, box: [0.1, 0.2, 0.3, 0.4], ...fields };
}

function draw(detections: Detection[], style = someStyle(), painter?: OverlayPainter, fake = new FakeContext()) {
  (painter ?? new OverlayPainter(fake.context)).draw(detections, LABELS, PICTURE, style);
  return fake;
}

describe('boxes', () => {
  it('lie where the picture lies', () => {
    const [, box] = draw([detection()]).of('stroke');
    expect(box).toEqual({ call: 'stroke', color: 'red', lineWidth: 2, steps: ['rect 200 150 300 200'] });
  });

  it('have a dark rim below them, so that they show on any picture', () => {
    const [rim] = draw([detection()]).of('stroke');
    expect(rim).toMatchObject({ color: 'rgba(0, 0, 0, 0.5)', lineWidth: 4, steps: ['rect 200 150 300 200'] });
  });

  it('of one class are one stroke, however many they are', () => {
    const many = Array.from({ length: 50 }, (_, n) => detection({ class: n % 2 ? 'person' : 'car' }));
    const fake = draw(many);
    expect(fake.of('stroke').map(({ color, steps }) => [color, steps?.length])).toEqual([
      ['rgba(0, 0, 0, 0.5)', 25],
      ['rgba(0, 0, 0, 0.5)', 25],
      ['green', 25],
      ['red', 25],
    ]);
  });

  it('can be left out', () => {
    const fake = draw([detection()], someStyle({ boxes: false }));
    expect(fake.of('stroke').flatMap(({ steps }) => steps)).toEqual([]);
    expect(fake.of('fillText')).toHaveLength(1);
  });
});

describe('skeletons', () => {
  const keypoints: Keypoint[] = [
    [0.1, 0.1, 0.9],
    [0.2, 0.2, 0.9],
    [0.3, 0.3, 0.1],
  ];

  it('join the keypoints of which the model is sure', () => {
    const fake = draw([detection({ keypoints })], someStyle({ boxes: false }));
    expect(fake.of('stroke').at(-1)?.steps).toEqual(['move 200 100', 'line 300 150']);
    expect(fake.of('fill')[0]).toMatchObject({ color: 'red', steps: ['rect 197.5 97.5 5 5', 'rect 297.5 147.5 5 5'] });
  });

  it('can be left out', () => {
    const fake = draw([detection({ keypoints })], someStyle({ skeletons: false }));
    expect(fake.of('fill').flatMap(({ steps }) => steps)).toEqual([]);
  });
});

describe('labels', () => {
  it('name class, track and confidence as the style wants', () => {
    const one = detection({ track: 7, confidence: 0.876 });
    expect(labelParts(one, someStyle())).toEqual(['person', ' #7', ' 88%']);
    expect(labelParts(one, someStyle({ trackIds: false, confidence: false }))).toEqual(['person']);
    expect(labelParts(detection(), someStyle({ confidence: false }))).toEqual(['person']);
  });

  it('stand above the box, readable on its colour', () => {
    const fake = draw([detection()]);
    expect(fake.of('fillRect')).toEqual([{ call: 'fillRect', color: 'red', args: [199, 132, 108, 18] }]);
    expect(fake.of('fillText')).toEqual([{ call: 'fillText', color: 'on-red', args: ['person 90%', 203, 141] }]);
  });

  it('move into a box that touches the upper edge', () => {
    const fake = draw([detection({ box: [0, -0.1, 0.5, 0.5] })]);
    expect(fake.of('fillRect')[0]?.args?.[1]).toBe(0);
  });

  it('are measured part by part, each once, until the font changes', () => {
    const fake = new FakeContext();
    const painter = new OverlayPainter(fake.context);
    const people = [detection(), detection(), detection({ class: 'car' })];
    draw(people, someStyle(), painter, fake);
    draw(people, someStyle(), painter, fake);
    expect(fake.measured).toEqual(['person', ' 90%', 'car']);
    draw(people, someStyle({ fontFamily: 'Serif' }), painter, fake);
    expect(fake.measured).toHaveLength(6);
  });

  it('can be left out', () => {
    expect(draw([detection()], someStyle({ labels: false })).of('fillText')).toEqual([]);
  });
});

describe('visibleDetections', () => {
  const all = [
    detection({ confidence: 0.9 }),
    detection({ class: 'car', confidence: 0.5 }),
    detection({ confidence: 0.29 }),
  ];
  const confidences = (style = someStyle()) => visibleDetections(all, style).map(({ confidence }) => confidence);

  it('leaves out what is less sure than wanted, and has the surest on top', () => {
    expect(confidences()).toEqual([0.5, 0.9]);
    expect(confidences(someStyle({ minConfidence: 0.9 }))).toEqual([0.9]);
  });

  it('shows the classes that were chosen, and all when none is', () => {
    expect(confidences(someStyle({ classes: ['car'] }))).toEqual([0.5]);
    expect(confidences(someStyle({ classes: ['bus'] }))).toEqual([]);
  });
});

it('gives a class that is not among the labels a colour too', () => {
  expect(
    draw([detection({ class: 'unicorn' })])
      .of('stroke')
      .at(-1)?.color
  ).toBe('grey');
});
