import { GLYPH_HEIGHT, GLYPH_WIDTH, isDot } from './font.js';

/** A colour in 8-bit Y′CbCr. */
export type YuvColor = readonly [y: number, u: number, v: number];

export interface Plane {
  data: Uint8Array;
  stride: number;
}

/** Draws into the planes of a 4:2:0 picture. Everything is clipped to the picture; coordinates are pixels. */
export class Raster {
  constructor(
    readonly width: number,
    readonly height: number,
    private readonly planes: readonly [y: Plane, u: Plane, v: Plane]
  ) {}

  fill(x: number, y: number, width: number, height: number, [luma, u, v]: YuvColor): void {
    const left = clip(Math.round(x), this.width);
    const top = clip(Math.round(y), this.height);
    const right = clip(Math.round(x + width), this.width);
    const bottom = clip(Math.round(y + height), this.height);
    if (right <= left || bottom <= top) return;
    const [yPlane, uPlane, vPlane] = this.planes;
    fillPlane(yPlane, left, top, right, bottom, luma);
    const [l, t, r, b] = [left >> 1, top >> 1, (right + 1) >> 1, (bottom + 1) >> 1];
    fillPlane(uPlane, l, t, r, b, u);
    fillPlane(vPlane, l, t, r, b, v);
  }

  /** The outline of a rectangle, `thickness` wide, inwards. */
  box(x: number, y: number, width: number, height: number, thickness: number, color: YuvColor): void {
    this.fill(x, y, width, thickness, color);
    this.fill(x, y + height - thickness, width, thickness, color);
    this.fill(x, y, thickness, height, color);
    this.fill(x + width - thickness, y, thickness, height, color);
  }

  /** A straight line of square dots. */
  line(fromX: number, fromY: number, toX: number, toY: number, thickness: number, color: YuvColor): void {
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY))));
    for (let step = 0; step <= steps; step += 1) {
      const x = fromX + ((toX - fromX) * step) / steps;
      const y = fromY + ((toY - fromY) * step) / steps;
      this.dot(x, y, thickness, color);
    }
  }

  /** A square around a point. */
  dot(x: number, y: number, size: number, color: YuvColor): void {
    this.fill(x - size / 2, y - size / 2, size, size, color);
  }

  /**
   * A text whose dots are squares of `scale` pixels. It differs from what is below it in brightness only: there is one colour
   * for four pixels, too coarse for small dots.
   */
  text(x: number, y: number, characters: readonly string[], scale: number, luma: number): void {
    const [left, top] = [Math.round(x), Math.round(y)];
    characters.forEach((character, index) => {
      for (let row = 0; row < GLYPH_HEIGHT; row += 1) {
        for (let column = 0; column < GLYPH_WIDTH; column += 1) {
          if (!isDot(character, column, row)) continue;
          this.#square(left + (index * (GLYPH_WIDTH + 1) + column) * scale, top + row * scale, scale, luma);
        }
      }
    });
  }

  #square(x: number, y: number, size: number, luma: number): void {
    const [left, top] = [clip(x, this.width), clip(y, this.height)];
    fillPlane(this.planes[0], left, top, clip(x + size, this.width), clip(y + size, this.height), luma);
  }
}

function fillPlane({ data, stride }: Plane, left: number, top: number, right: number, bottom: number, value: number) {
  for (let row = top; row < bottom; row += 1) data.fill(value, row * stride + left, row * stride + right);
}

function clip(value: number, size: number): number {
  return Math.min(Math.max(value, 0), size);
}
