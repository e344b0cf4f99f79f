/** Pictures as encoders take them: planes Y, U, V one after the other, U and V at half width and height (limited range). */
export interface Picture {
  /** Pixels; even. */
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

/** One plane of a picture, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

/** A black picture. */
export function blackPicture(width: number, height: number): Picture {
  const data = Buffer.alloc((width * height * 3) / 2, 128);
  data.fill(16, 0, width * height);
  return { width, height, data };
}

/** Views of the three planes; writing into them writes the picture. */
export function planesOf({ width, height, data }: Picture): [luma: Plane, u: Plane, v: Plane] {
  const chroma = { width: width / 2, height: height / 2 };
  const lumaSize = width * height;
  const chromaSize = chroma.width * chroma.height;
  return [
    { width, height, data: data.subarray(0, lumaSize) },
    { ...chroma, data: data.subarray(lumaSize, lumaSize + chromaSize) },
    { ...chroma, data: data.subarray(lumaSize + chromaSize) },
  ];
}

/** The part of a picture at (x, y); all four numbers even. */
export function crop(picture: Picture, x: number, y: number, width: number, height: number): Picture {
  const result = blackPicture(width, height);
  const targets = planesOf(result);
  for (const [i, source] of planesOf(picture).entries()) {
    const target = targets[i];
    if (!target) continue;
    const scale = target.width / width;
    for (let row = 0; row < target.height; row++) {
      const start = (row + y * scale) * source.width + x * scale;
      source.data.copy(target.data, row * target.width, start, start + target.width);
    }
  }
  return result;
}
