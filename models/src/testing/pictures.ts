import { planesOf, type Picture } from '../clip/picture.js';
import type { Feed } from './run.js';

/** The picture as a model takes it: NHWC, RGB bytes (BT.709, limited range); scaled by taking the nearest pixels. */
export function rgbFeed(picture: Picture, width = picture.width, height = picture.height): Feed {
  const [luma, u, v] = planesOf(picture);
  const values: number[] = [];
  for (let y = 0; y < height; y++) {
    const fromY = Math.floor(((y + 0.5) * picture.height) / height);
    for (let x = 0; x < width; x++) {
      const fromX = Math.floor(((x + 0.5) * picture.width) / width);
      const chroma = (fromY >> 1) * u.width + (fromX >> 1);
      const level = ((luma.data[fromY * luma.width + fromX] ?? 0) - 16) * (255 / 219);
      const blue = ((u.data[chroma] ?? 0) - 128) * (255 / 224);
      const red = ((v.data[chroma] ?? 0) - 128) * (255 / 224);
      values.push(level + 1.5748 * red, level - 0.1873 * blue - 0.4681 * red, level + 1.8556 * blue);
    }
  }
  return { dtype: 'uint8', shape: [1, height, width, 3], values: values.map(toByte) };
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
