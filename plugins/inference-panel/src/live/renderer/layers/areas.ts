import type { Line, Zone } from '@framewatch/protocol';
import type { Rect } from '../layout';
import { type Place, placeIn } from './place';

/** Zones and lines belong to the picture, not to an object: they have one colour, which is no object's. */
export const AREA_COLOR = '#ffffff';
export const AREA_CHIP = 'rgba(0, 0, 0, 0.65)';

/** The outline of a zone. */
export function zonePath({ points }: Zone, picture: Rect): Path2D {
  const path = new Path2D();
  points.forEach((point, index) => {
    const [x, y] = placeIn(picture, point);
    if (index === 0) {
      path.moveTo(x, y);
    } else {
      path.lineTo(x, y);
    }
  });
  path.closePath();
  return path;
}

const ARROW_PX = 14;
const ARROW_HEAD_PX = 5;

/** A line, and an arrow in its middle towards the side that is `in`: the right one on the way from `from` to `to`. */
export function linePath(line: Line, picture: Rect): Path2D {
  const path = new Path2D();
  const from = placeIn(picture, line.from);
  const to = placeIn(picture, line.to);
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  path.moveTo(...from);
  path.lineTo(...to);
  if (length === 0) {
    return path;
  }
  const along: Place = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const right: Place = [-along[1], along[0]];
  const middle: Place = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const at = (towardsIn: number, sideways: number): Place => [
    middle[0] + right[0] * towardsIn + along[0] * sideways,
    middle[1] + right[1] * towardsIn + along[1] * sideways,
  ];
  path.moveTo(...middle);
  path.lineTo(...at(ARROW_PX, 0));
  path.moveTo(...at(ARROW_PX - ARROW_HEAD_PX, -ARROW_HEAD_PX));
  path.lineTo(...at(ARROW_PX, 0));
  path.lineTo(...at(ARROW_PX - ARROW_HEAD_PX, ARROW_HEAD_PX));
  return path;
}
