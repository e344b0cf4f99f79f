import type { Detection, Labels } from '@framewatch/protocol';
import { AVCOL_RANGE_MPEG } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { annotate } from '../../src/draw/index.js';
import { greyPicture } from '../encode/pictures.js';

const LABELS: Labels = { classes: ['person', 'cat'], keypoints: [], skeleton: [] };
const GREY = 128;

function seen(box: Detection['box'], more: Partial<Detection> = {}): Detection {
  return { class: 'person', confidence: 0.87, box, ...more };
}

/** What is drawn for these detections: `look` gets brightness and colours of pixels. */
async function drawn<T>(
  detections: Detection[],
  look: (at: (x: number, y: number) => [y: number, u: number, v: number], picture: Frame) => T,
  [width, height] = [400, 300] as [number, number]
): Promise<T> {
  const frame = greyPicture({ width, height, range: AVCOL_RANGE_MPEG });
  const copy = await annotate(frame, detections, LABELS).finally(() => frame.free());
  try {
    const [luma, u, v] = copy.data ?? [];
    const [stride = 0, uStride = 0, vStride = 0] = copy.linesize;
    return look(
      (x, y) => [
        luma?.[y * stride + x] ?? -1,
        u?.[(y >> 1) * uStride + (x >> 1)] ?? -1,
        v?.[(y >> 1) * vStride + (x >> 1)] ?? -1,
      ],
      copy
    );
  } finally {
    copy.free();
  }
}

/** The rectangle around everything that is not grey: left, top, right, bottom. */
async function extentOf(detections: Detection[], sides: [number, number] = [400, 300]) {
  return drawn(
    detections,
    (at) => {
      const extent = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number];
      for (let y = 0; y < sides[1]; y += 1) {
        for (let x = 0; x < sides[0]; x += 1) {
          if (at(x, y)[0] === GREY) continue;
          const [left, top, right, bottom] = extent;
          extent.splice(0, 4, Math.min(left, x), Math.min(top, y), Math.max(right, x + 1), Math.max(bottom, y + 1));
        }
      }
      return extent;
    },
    sides
  );
}

/** `person 0.87` in dots of one pixel, six to a character, with a margin of two. */
const [LABEL_WIDTH, LABEL_HEIGHT] = [11 * 6 - 1 + 4, 11];

describe('annotating a picture', () => {
  it('writes class and confidence above the box', async () => {
    expect(await extentOf([seen([0.5, 0.5, 0.25, 0.25])])).toEqual([200, 150 - LABEL_HEIGHT, 300, 225]);
  });

  it('keeps labels in the picture: inside the box at the upper edge, to the left at the right one', async () => {
    expect(await extentOf([seen([0.5, 0, 0.25, 0.25])])).toEqual([200, 0, 300, 75]);
    expect(await extentOf([seen([0.95, 0.5, 0.05, 0.25])])).toEqual([400 - LABEL_WIDTH, 150 - LABEL_HEIGHT, 400, 225]);
  });

  it('shortens long names, not the confidence, to what the picture has room for', async () => {
    const name = 'articulated lorry with a trailer '.repeat(3);
    const [left, , right] = await extentOf([seen([0, 0.5, 0.01, 0.01], { class: name })], [64, 64]);
    expect([left, right]).toEqual([0, 10 * 6 - 1 + 4]);
  });

  it('has a colour for each class, and text that is darker or lighter by far', async () => {
    const two = [seen([0, 0.5, 0.25, 0.25]), seen([0.5, 0.5, 0.25, 0.25], { class: 'cat' })];
    await drawn(two, (at) => {
      const [person, cat] = [at(50, 224), at(250, 224)];
      expect(person.slice(1)).not.toEqual(cat.slice(1));
      expect(at(99, 224)).toEqual(person);
      // The left edge of the first letter of `person`.
      expect(Math.abs(at(2, 150 - LABEL_HEIGHT + 5)[0] - person[0])).toBeGreaterThan(80);
    });
  });

  it('has a colour for each track, and names it', async () => {
    const box: Detection['box'] = [0.5, 0.5, 0.05, 0.25];
    const [left, , right] = await extentOf([seen(box, { track: 12 })]);
    expect([left, right]).toEqual([200, 200 + 15 * 6 - 1 + 4]);
    const [first, second, again] = await Promise.all(
      [1, 2, 1].map((track) => drawn([seen(box, { track })], (at) => at(210, 224)))
    );
    expect(first).not.toEqual(second);
    expect(again).toEqual(first);
  });

  it.each([
    [2, 2],
    [16, 10],
    [3840, 2160],
  ])('takes a picture of %ix%i', async (width, height) => {
    const [left, top, right, bottom] = await extentOf(
      [seen([0, 0, 1, 1]), seen([0.9, 0.9, 0.1, 0.1])],
      [width, height]
    );
    expect([left, top, right, bottom]).toEqual([0, 0, width, height]);
  });
});
