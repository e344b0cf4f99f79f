import { HALO, HALO_PX } from './strokeWithHalo';
import type { Strokes } from './types';

interface Paths {
  lines: Path2D;
  points: Path2D;
}

/** Collects shapes by colour in one path each: the cost of a canvas is per stroke, not per corner. */
export class ColorPaths {
  private readonly paths = new Map<string, Paths>();

  /** The paths of one colour: `lines` are stroked, `points` are filled. */
  of(color: string): Paths {
    let paths = this.paths.get(color);
    if (!paths) {
      paths = { lines: new Path2D(), points: new Path2D() };
      this.paths.set(color, paths);
    }
    return paths;
  }

  /** Draws lines with a dark rim below all of them, so that they show on any picture. */
  draw(context: CanvasRenderingContext2D, lineWidth: number, { alpha, dash }: Strokes): void {
    context.globalAlpha = alpha;
    context.setLineDash([...dash]);
    context.lineJoin = 'round';
    context.lineCap = 'round';
    context.strokeStyle = HALO;
    context.lineWidth = lineWidth + HALO_PX;
    for (const { lines } of this.paths.values()) {
      context.stroke(lines);
    }
    context.lineWidth = lineWidth;
    for (const [color, { lines, points }] of this.paths) {
      context.strokeStyle = color;
      context.fillStyle = color;
      context.stroke(lines);
      context.fill(points);
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
}
