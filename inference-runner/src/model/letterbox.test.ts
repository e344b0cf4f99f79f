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
