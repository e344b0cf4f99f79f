import { randomOf } from '../../test/model/random.js';
import { boxInPicture, inputFor, keypointInPicture, letterbox } from './letterbox.js';

describe('placing a picture into a model’s input', () => {
  it.each([
    ['16:9', { width: 1280, height: 720 }, { width: 256, height: 160 }, { width: 256, height: 144 }],
    ['4:3', { width: 640, height: 480 }, { width: 256, height: 192 }, { width: 256, height: 192 }],
    ['square', { width: 300, height: 300 }, { width: 256, height: 256 }, { width: 256, height: 256 }],
    ['upright', { width: 720, height: 1280 }, { width: 160, height: 256 }, { width: 144, height: 256 }],
    ['a strip', { width: 2000, height: 10 }, { width: 256, height: 32 }, { width: 256, height: 1 }],
  ])('%s: the aspect ratio is kept, the input is as small as its step allows', (_, picture, input, filled) => {
    expect(inputFor(picture, 256, 32)).toEqual(input);
    expect(letterbox(picture, input, 'top-left')).toMatchObject({ x: 0, y: 0, ...filled });
  });

  it.each([
    ['top-left', { x: 0, y: 0, width: 256, height: 144 }, { x: 0, y: 0, width: 80, height: 160 }],
    ['centre', { x: 0, y: 56, width: 256, height: 144 }, { x: 120, y: 0, width: 80, height: 160 }],
    ['stretch', { x: 0, y: 0, width: 256, height: 256 }, { x: 0, y: 0, width: 320, height: 160 }],
  ] as const)('%s: into a given input whatever its shape', (style, wide, upright) => {
    expect(letterbox({ width: 1280, height: 720 }, { width: 256, height: 256 }, style)).toEqual({
      inputWidth: 256,
      inputHeight: 256,
      ...wide,
    });
    expect(letterbox({ width: 100, height: 200 }, { width: 320, height: 160 }, style)).toMatchObject(upright);
  });

  it('centre: of padding that cannot be halved the smaller part is at the left and top', () => {
    expect(letterbox({ width: 100, height: 31 }, { width: 100, height: 100 }, 'centre')).toMatchObject({ y: 34 });
    expect(letterbox({ width: 31, height: 100 }, { width: 100, height: 100 }, 'centre')).toMatchObject({ x: 34 });
  });

  it.each([
    ['nearest', 361],
    ['even', 360],
    ['down', 360],
  ] as const)('rounds half a pixel by `%s`', (rounding, height) => {
    expect(letterbox({ width: 1280, height: 721 }, { width: 640, height: 640 }, 'centre', rounding)).toMatchObject({
      height,
    });
  });

  it.each(['top-left', 'centre', 'stretch'] as const)('%s: leads back to the whole picture', (style) => {
    const at = letterbox({ width: 1919, height: 1079 }, { width: 640, height: 640 }, style);
    const { inputWidth, inputHeight, x, y, width, height } = at;
    const corners = [x / inputWidth, y / inputHeight, (x + width) / inputWidth, (y + height) / inputHeight] as const;
    expect(boxInPicture(at, ...corners)).toEqual([0, 0, 1, 1]);
  });

  it('maps the corners of the filled rectangle to the corners of the picture', () => {
    const at = { inputWidth: 200, inputHeight: 100, x: 50, y: 10, width: 100, height: 50 };
    expect(boxInPicture(at, 0.25, 0.1, 0.75, 0.6)).toEqual([0, 0, 1, 1]);
    expect(keypointInPicture(at, 0.5, 0.35, 0.8)).toEqual([0.5, 0.5, 0.8]);
    expect(boxInPicture(at, 0, 0, 0.2, 0.05)).toBeNull();
  });
});

describe('a thousand pictures in the middle of an input', () => {
  const random = randomOf(11);
  const side = (most: number) => 1 + Math.floor(random() * most);
  const CASES = Array.from({ length: 1000 }, () => ({
    picture: { width: side(4096), height: side(4096) },
    input: { width: 32 * side(40), height: 32 * side(40) },
    longest: 32 * side(40),
  }));
  /** Half to the even number, as Python's `round`. */
  const even = (value: number) => {
    const down = Math.floor(value);
    return value - down === 0.5 ? down + (down % 2) : Math.round(value);
  };

  it('lie where those lie that the exporter of Ultralytics feeds its models with', () => {
    for (const { picture, input } of CASES) {
      const ratio = Math.min(input.height / picture.height, input.width / picture.width);
      const width = Math.max(1, even(picture.width * ratio));
      const height = Math.max(1, even(picture.height * ratio));
      const [x, y] = [(input.width - width) / 2, (input.height - height) / 2].map((pad) => even(pad - 0.1) + 0);
      expect(letterbox(picture, input, 'centre', 'even')).toMatchObject({ x, y, width, height });
    }
  });

  it('lie alike in an input that is as small as its step allows', () => {
    for (const { picture, longest } of CASES) {
      const ratio = longest / Math.max(picture.width, picture.height);
      const [width, height] = [even(picture.width * ratio), even(picture.height * ratio)];
      const input = inputFor(picture, longest, 32);
      const whole = (pixels: number) => Math.max(32, Math.ceil(pixels / 32) * 32);
      expect(input).toEqual({ width: whole(width), height: whole(height) });
    }
  });

  it('and there and back it is less than half a pixel, for boxes and for keypoints', () => {
    for (const { picture, input } of CASES) {
      for (const style of ['centre', 'top-left', 'stretch'] as const) {
        const at = letterbox(picture, input, style, 'even');
        const [x, y] = [random() * 0.9, random() * 0.9];
        const [right, bottom] = [x + 0.1 * random() + 1e-3, y + 0.1 * random() + 1e-3];
        const there = (fx: number, fy: number) =>
          [(at.x + fx * at.width) / at.inputWidth, (at.y + fy * at.height) / at.inputHeight] as const;
        const [left, top, width, height] = boxInPicture(at, ...there(x, y), ...there(right, bottom))!;
        const errors = [
          (left - x) * picture.width,
          (top - y) * picture.height,
          (left + width - right) * picture.width,
          (top + height - bottom) * picture.height,
        ];
        const [px, py] = keypointInPicture(at, ...there(x, y), 1);
        errors.push((px - x) * picture.width, (py - y) * picture.height);
        expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.5);
      }
    }
  });
});
