import { planesOf, type Picture } from '../clip/picture.js';
import type { Feed } from './run.js';

/** The picture as a model takes it: NHWC, RGB bytes (BT.709, limited range). */
export function rgbFeed(picture: Picture): Feed {
  const { width, height } = picture;
  const [luma, u, v] = planesOf(picture).map(({ data }) => data);
  const values: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const chroma = (y >> 1) * (width / 2) + (x >> 1);
      const level = ((luma?.[y * width + x] ?? 0) - 16) * (255 / 219);
      const blue = ((u?.[chroma] ?? 0) - 128) * (255 / 224);
      const red = ((v?.[chroma] ?? 0) - 128) * (255 / 224);
      values.push(level + 1.5748 * red, level - 0.1873 * blue - 0.4681 * red, level + 1.8556 * blue);
    }
  }
  return { dtype: 'uint8', shape: [1, height, width, 3], values: values.map(toByte) };
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
