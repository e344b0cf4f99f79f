import type { Picture, Turn } from '../decoder';
import { drawTurned } from './drawTurned';

type Point = [number, number];

/** A context that knows where the corners of what is drawn come to lie. */
class CornerContext {
  private matrix: [number, number, number, number, number, number] = [1, 0, 0, 1, 0, 0];
  private readonly saved: Array<typeof this.matrix> = [];
  corners: Point[] = [];

  save = () => void this.saved.push(this.matrix);
  restore = () => void (this.matrix = this.saved.pop()!);
  translate = (x: number, y: number) => this.multiply([1, 0, 0, 1, x, y]);
  scale = (x: number, y: number) => this.multiply([x, 0, 0, y, 0, 0]);
  rotate = (angle: number) =>
    this.multiply([Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0]);

  /** Top left, top right and bottom left of the image. */
  drawImage = (_image: unknown, x: number, y: number, width: number, height: number) => {
    const corners: Point[] = [
      [x, y],
      [x + width, y],
      [x, y + height],
    ];
    this.corners = corners.map((corner) => this.place(corner));
  };

  get upright(): boolean {
    return this.saved.length === 0 && this.matrix.join() === '1,0,0,1,0,0';
  }

  private place([x, y]: Point): Point {
    const [a, b, c, d, e, f] = this.matrix;
    // No negative zero.
    return [Math.round(a * x + c * y + e) + 0, Math.round(b * x + d * y + f) + 0];
  }

  private multiply([a, b, c, d, e, f]: typeof this.matrix): void {
    const [A, B, C, D, E, F] = this.matrix;
    this.matrix = [A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, A * e + C * f + E, B * e + D * f + F];
  }
}

const SIZE = { width: 40, height: 30 };
const LEFT_TOP: Point = [0, 0];
const RIGHT_TOP: Point = [40, 0];
const LEFT_BOTTOM: Point = [0, 30];
const RIGHT_BOTTOM: Point = [40, 30];

function cornersOf(turn?: Turn): Point[] {
  const context = new CornerContext();
  const picture = { image: {}, turn } as unknown as Picture;
  drawTurned(context as unknown as CanvasRenderingContext2D, picture, SIZE);
  expect(context.upright).toBe(true);
  return context.corners;
}

it.each<[Turn['rotation'], boolean, Point[]]>([
  [0, false, [LEFT_TOP, RIGHT_TOP, LEFT_BOTTOM]],
  [90, false, [RIGHT_TOP, RIGHT_BOTTOM, LEFT_TOP]],
  [180, false, [RIGHT_BOTTOM, LEFT_BOTTOM, RIGHT_TOP]],
  [270, false, [LEFT_BOTTOM, LEFT_TOP, RIGHT_BOTTOM]],
  [0, true, [RIGHT_TOP, LEFT_TOP, RIGHT_BOTTOM]],
  [90, true, [LEFT_TOP, LEFT_BOTTOM, RIGHT_TOP]],
  [180, true, [LEFT_BOTTOM, RIGHT_BOTTOM, LEFT_TOP]],
  [270, true, [RIGHT_BOTTOM, RIGHT_TOP, LEFT_BOTTOM]],
])('turns by %i degrees clockwise, then mirrors (%s), and fills the canvas', (rotation, flip, corners) => {
  expect(cornersOf({ rotation, flip })).toEqual(corners);
});

it('draws what says nothing of a turn as it is', () => {
  expect(cornersOf()).toEqual([LEFT_TOP, RIGHT_TOP, LEFT_BOTTOM]);
});
