import type { Picture } from '../decoder';
import type { Size } from './layout';

/** Fills a canvas of that size with the upright picture. */
export function drawTurned(context: CanvasRenderingContext2D, { image, turn }: Picture, { width, height }: Size): void {
  if (!turn || (turn.rotation === 0 && !turn.flip)) {
    context.drawImage(image, 0, 0, width, height);
    return;
  }
  const [across, down] = turn.rotation % 180 === 0 ? [width, height] : [height, width];
  context.save();
  // Canvas applies these in reverse: the picture is turned about its centre, and then mirrored.
  context.translate(width / 2, height / 2);
  context.scale(turn.flip ? -1 : 1, 1);
  context.rotate((turn.rotation * Math.PI) / 180);
  context.drawImage(image, -across / 2, -down / 2, across, down);
  context.restore();
}
