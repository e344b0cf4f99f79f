import { boxInPicture, inputFor, keypointInPicture, placeIn } from './placement.js';

describe('placing a picture into a model’s input', () => {
  it.each([
    ['16:9', { width: 1280, height: 720 }, { width: 256, height: 160 }, { width: 256, height: 144 }],
    ['4:3', { width: 640, height: 480 }, { width: 256, height: 192 }, { width: 256, height: 192 }],
    ['square', { width: 300, height: 300 }, { width: 256, height: 256 }, { width: 256, height: 256 }],
    ['upright', { width: 720, height: 1280 }, { width: 160, height: 256 }, { width: 144, height: 256 }],
    ['a strip', { width: 2000, height: 10 }, { width: 256, height: 32 }, { width: 256, height: 1 }],
  ])('%s: the aspect ratio is kept, the input is as small as its step allows', (_, picture, input, filled) => {
    expect(inputFor(picture, 256, 32)).toEqual(input);
    expect(placeIn(picture, input)).toMatchObject({ x: 0, y: 0, ...filled });
  });

  it('fits into a given input whatever its shape', () => {
    expect(placeIn({ width: 1280, height: 720 }, { width: 256, height: 256 })).toMatchObject({
      width: 256,
      height: 144,
    });
    expect(placeIn({ width: 100, height: 200 }, { width: 320, height: 160 })).toMatchObject({ width: 80, height: 160 });
  });

  it('maps the corners of the filled rectangle to the corners of the picture', () => {
    const at = { inputWidth: 200, inputHeight: 100, x: 50, y: 10, width: 100, height: 50 };
    expect(boxInPicture(at, 0.25, 0.1, 0.75, 0.6)).toEqual([0, 0, 1, 1]);
    expect(keypointInPicture(at, 0.5, 0.35, 0.8)).toEqual([0.5, 0.5, 0.8]);
    expect(boxInPicture(at, 0, 0, 0.2, 0.05)).toBeNull();
  });
});
