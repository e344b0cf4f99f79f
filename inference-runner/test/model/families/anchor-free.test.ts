import { passThrough, planes } from '../pass-through.js';
import { grey } from '../pictures.js';
import { detect, type Expected, expectSame, inPicture, inTheMiddle, PICTURES, type Sides } from '../proof.js';
import { randomOf } from '../random.js';

const INPUT: Sides = [320, 256];
/** Strides of 8, 16 and 32. */
const PLACES = 40 * 32 + 20 * 16 + 10 * 8;
const IOU = 0.7;

/** For each place centre, size, a score for each class, and what follows. */
type Place = number[];

/** Nothing in most places, a hundred boxes around a few centres in the others. */
function placesOf(seed: number, classes: number, extras: (random: () => number) => number[] = () => []): Place[] {
  const random = randomOf(seed);
  const places = Array.from({ length: PLACES }, () => [
    random() * 320,
    random() * 256,
    8 + random() * 100,
    8 + random() * 100,
    ...Array.from({ length: classes }, () => random() / 100),
    ...extras(random),
  ]);
  for (let i = 0; i < 100; i += 1) {
    const [place, around] = [places[Math.floor(random() * PLACES)]!, i % 7];
    [60, 50, 80, 90].forEach((size, k) => (place[k] = size + (k < 2 ? around * 25 : 0) + random() * 8));
    place[4 + Math.floor(random() * classes)] = random();
  }
  return places;
}

function model(places: Place[], type: 'float32' | 'float16' = 'float32', shape?: (number | string)[], masks = false) {
  const rows = places[0]!.map((_, row) => places.map((place) => place[row]!));
  const [height, width] = shape ? ['height', 'width'] : [INPUT[1], INPUT[0]];
  return passThrough({
    inputs: [planes('images', [height, width], type, shape ? 'batch' : 1)],
    outputs: [
      { name: 'output0', type, size: [1, rows.length, PLACES], ...(shape && { shape }), values: rows.flat() },
      ...(masks ? [{ name: 'output1', type, size: [1, 32, 1, 1], values: new Float32Array(32) }] : []),
    ],
  });
}

type Corners = [number, number, number, number];

function iouOf(a: Corners, b: Corners): number {
  const shared =
    Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared);
}

interface Wanted {
  names: readonly string[];
  /** Confidence for each class. */
  confidence?: readonly number[];
  iou?: number;
  keypoints?: { count: number; values: 2 | 3 };
}

/** By the description: the best class of each place, and no two boxes of one class that overlap much. */
function reference(places: Place[], wanted: Wanted, sides: Sides): Expected[] {
  const { names, confidence = [], iou = IOU, keypoints } = wanted;
  const at = inTheMiddle(sides, INPUT);
  const seen = places.flatMap((place) => {
    const scores = place.slice(4, 4 + names.length);
    const score = Math.max(...scores);
    const id = scores.indexOf(score);
    const [x, y, w, h] = place as [number, number, number, number];
    const corners: Corners = [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
    return score >= (confidence[id] ?? 0.25) ? [{ id, score, corners, rest: place.slice(4 + names.length) }] : [];
  });
  seen.sort((a, b) => b.score - a.score);
  const kept: typeof seen = [];
  for (const one of seen)
    if (!kept.some((other) => other.id === one.id && iouOf(other.corners, one.corners) > iou)) kept.push(one);
  const boxes = kept.map(({ id, score, corners, rest }): Expected => {
    const points = keypoints && Array.from({ length: keypoints.count }, (_, k) => rest.slice(k * keypoints.values));
    return {
      name: names[id]!,
      score,
      box: inPicture(corners, at, sides),
      ...(points && {
        keypoints: points.map(([x = 0, y = 0, seen = 1]) => {
          const [left, top] = inPicture([x, y, x, y], at, sides);
          return [left, top, keypoints.values === 3 ? seen : 1] as const;
        }),
      }),
    };
  });
  return boxes.filter(({ box: [left, top, right, bottom] }) => right > left && bottom > top);
}

const LABELS = ['a', 'b', 'c'];

describe('anchor-free', () => {
  it('is read as described, for pictures of all shapes: in the middle of an input that is not square', async () => {
    const places = placesOf(1, 3);
    const pictures = PICTURES.map((sides) => grey(...sides));
    const found = await detect(model(places), pictures, { labels: LABELS });
    PICTURES.forEach((sides, i) => {
      expect(found[i]!.length).toBeGreaterThan(10);
      expectSame(found[i]!, reference(places, { names: LABELS }, sides), sides);
    });
  });

  it('suppresses for each class by itself: two classes of one thing are two', async () => {
    const places = placesOf(2, 2).map((place) => [...place.slice(0, 4), 0, 0]);
    [0, 1].forEach((id) => {
      places[id]!.splice(0, 4, 100, 100, 50, 50);
      places[id]![4 + id] = 0.9 - id / 10;
    });
    const [found] = await detect(model(places), [grey(640, 480)], { labels: ['a', 'b'] });
    expect(found!.map((each) => each.class)).toEqual(['a', 'b']);
  });

  it('takes rows for a single class', async () => {
    const places = placesOf(3, 1);
    const [found] = await detect(model(places), [grey(640, 480)], { labels: ['a'] });
    expectSame(found!, reference(places, { names: ['a'] }, [640, 480]), [640, 480]);
  });

  it.each([
    ['17 keypoints that are seen or not', 17, 3, ['person']],
    ['17 keypoints in the plane', 17, 2, ['person']],
    ['5 keypoints of 2 classes', 5, 3, ['a', 'b']],
  ] as const)('reads %s', async (_, count, values, names) => {
    const point = (random: () => number) => [random() * 320, random() * 256, random()].slice(0, values);
    const places = placesOf(4, names.length, (random) => Array.from({ length: count }, () => point(random)).flat());
    const keypoints = Array.from({ length: count }, (_each, k) => `keypoint ${k}`);
    const change = { labels: [...names], options: { keypoints } };
    const found = await detect(model(places), [grey(640, 480), grey(200, 333)], change);
    const wanted: Wanted = { names, keypoints: { count, values } };
    expectSame(found[0]!, reference(places, wanted, [640, 480]), [640, 480]);
    expectSame(found[1]!, reference(places, wanted, [200, 333]), [200, 333]);
  });

  it('leaves masks alone', async () => {
    const places = placesOf(5, 3, (random) => Array.from({ length: 32 }, random));
    const [found] = await detect(model(places, 'float32', undefined, true), [grey(640, 480)], { labels: LABELS });
    expectSame(found!, reference(places, { names: LABELS }, [640, 480]), [640, 480]);
  });

  it('shows oriented boxes as the upright ones around them, where the names leave a row for the angle', async () => {
    const places = placesOf(6, 2, () => [0]).map((place) => [...place.slice(0, 4), 0, 0, 0]);
    places[7] = [160, 128, 100, 20, 0.8, 0.1, Math.PI / 6];
    places[9] = [160, 128, 20, 100, 0.1, 0.7, -Math.PI / 3];
    const [found] = await detect(model(places), [grey(640, 512)], { labels: ['a', 'b'] });
    const [w, h] = [100 * Math.cos(Math.PI / 6) + 10, 50 + 20 * Math.cos(Math.PI / 6)];
    const around: Corners = [320 - w, 256 - h, 320 + w, 256 + h];
    const other: Corners = [
      320 - (10 + 100 * Math.cos(Math.PI / 6)),
      256 - (20 * Math.cos(Math.PI / 6) + 50),
      320 + (10 + 100 * Math.cos(Math.PI / 6)),
      256 + (20 * Math.cos(Math.PI / 6) + 50),
    ];
    expectSame(
      found!,
      [
        { name: 'a', score: 0.8, box: around },
        { name: 'b', score: 0.7, box: other },
      ],
      [640, 512]
    );
  });

  it('is read in half precision', async () => {
    // Exact in half precision, so that both sides see the same numbers.
    const places = placesOf(7, 3).map((place) =>
      place.map((n, k) => (k < 4 ? Math.round(n) : Math.round(n * 1024) / 1024))
    );
    const [found] = await detect(model(places, 'float16'), [grey(480, 640)], { labels: LABELS });
    expectSame(found!, reference(places, { names: LABELS }, [480, 640]), [480, 640]);
  });

  it('takes inputs of any size as large as is configured', async () => {
    const places = placesOf(8, 3);
    const free = model(places, 'float32', ['batch', 7, 'anchors']);
    const change = { labels: LABELS, input: { width: INPUT[0], height: INPUT[1] } };
    const [found] = await detect(free, [grey(641, 480)], change);
    expectSame(found!, reference(places, { names: LABELS }, [641, 480]), [641, 480]);
  });

  it('does as the options say: classes to keep, confidence for each, overlap, most detections', async () => {
    const places = placesOf(9, 3);
    const options = { keepClasses: ['a', 'c'], classConfidence: { c: 0.6 }, nmsIou: 0.4, maxDetections: 9 };
    const [found] = await detect(model(places), [grey(640, 480)], { labels: LABELS, options });
    const wanted = { names: LABELS, confidence: [0.25, 2, 0.6], iou: 0.4 };
    const expected = reference(places, wanted, [640, 480]);
    expect(expected.length).toBeGreaterThan(9);
    expectSame(found!, expected.slice(0, 9), [640, 480]);
  });

  it('has no hidden limit of detections', async () => {
    const places = placesOf(10, 1).map((_, i) => [
      4 + (i % 40) * 8,
      4 + Math.floor(i / 40) * 6,
      6,
      4,
      i < 250 ? 0.9 : 0,
    ]);
    const [found] = await detect(model(places), [grey(320, 256)], { labels: ['a'] });
    expect(found).toHaveLength(250);
  });
});
