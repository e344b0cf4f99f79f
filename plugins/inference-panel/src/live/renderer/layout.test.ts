import { backingSize, placePicture } from './layout';

describe('placePicture', () => {
  const wide = { width: 1600, height: 900 };

  it('shows the whole picture, with bars above and below where the panel is taller', () => {
    expect(placePicture(wide, { width: 800, height: 600 }, 'contain')).toEqual({
      x: 0,
      y: 75,
      width: 800,
      height: 450,
    });
  });

  it('shows the whole picture, with bars at the sides where the panel is wider', () => {
    expect(placePicture(wide, { width: 1000, height: 450 }, 'contain')).toEqual({
      x: 100,
      y: 0,
      width: 800,
      height: 450,
    });
  });

  it('fills the whole panel when it may cut', () => {
    expect(placePicture(wide, { width: 800, height: 900 }, 'cover')).toEqual({
      x: -400,
      y: 0,
      width: 1600,
      height: 900,
    });
  });

  it('enlarges a small picture', () => {
    expect(placePicture({ width: 160, height: 90 }, { width: 1600, height: 900 }, 'contain').width).toBe(1600);
  });
});

describe('backingSize', () => {
  const picture = { width: 1280, height: 720 };

  it('has the pixels of the screen', () => {
    expect(backingSize(picture, { width: 320, height: 180 }, 2)).toEqual({ width: 640, height: 360 });
  });

  it('never has more pixels than the picture', () => {
    expect(backingSize(picture, { width: 2560, height: 1440 }, 2)).toEqual(picture);
  });

  it('is never empty: a canvas without pixels cannot be drawn', () => {
    expect(backingSize(picture, { width: 0, height: 0 }, 1)).toEqual({ width: 1, height: 1 });
  });
});
