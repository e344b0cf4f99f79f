export const HALO = 'rgba(0, 0, 0, 0.5)';
/** CSS pixels by which the dark rim is wider than the line on it. */
export const HALO_PX = 2;

/** Strokes a path with a dark rim below it, so that it shows on any picture. */
export function strokeWithHalo(context: CanvasRenderingContext2D, path: Path2D, color: string, width: number): void {
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.strokeStyle = HALO;
  context.lineWidth = width + HALO_PX;
  context.stroke(path);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
}
