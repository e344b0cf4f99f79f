import type { Suppression } from './suppress.js';

/** A box that is turned: centre, size and angle (radians). */
export type OrientedBox = readonly [x: number, y: number, width: number, height: number, angle: number];

/**
 * Makes a suppression of oriented boxes, as their exporter has it: a box is left out where a more confident one of its class, which
 * may be left out itself, is like it by more than `iou` (probabilistic intersection over union). `boxOf` gives the box of a row.
 */
export function orientedSuppression(boxOf: (row: number) => OrientedBox): Suppression {
  return ({ classIds, rows }, order, iou, most) => {
    const spreads = order.map((index) => spreadOf(boxOf(rows[index] ?? 0)));
    const kept: number[] = [];
    order.forEach((index, place) => {
      if (kept.length === most) return;
      const own = spreads[place];
      const isLike = (other: Spread, before: number) =>
        before < place &&
        classIds[order[before] ?? 0] === classIds[index] &&
        own !== undefined &&
        likeness(own, other) > iou;
      if (!spreads.some(isLike)) kept.push(index);
    });
    return kept;
  };
}

/** A box as a normal distribution: its centre and covariances. */
interface Spread {
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}

function spreadOf([x, y, width, height, angle]: OrientedBox): Spread {
  const [along, across] = [width ** 2 / 12, height ** 2 / 12];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return {
    x,
    y,
    xx: along * cos ** 2 + across * sin ** 2,
    yy: along * sin ** 2 + across * cos ** 2,
    xy: (along - across) * cos * sin,
  };
}

/**
 * One less the Hellinger distance of the two, 0 to 1, which follows from their Bhattacharyya distance: J. M. Llerena et al., "Gaussian
 * Bounding Boxes and Probabilistic Intersection-over-Union for Object Detection", 2021, arXiv:2106.06072.
 */
function likeness(a: Spread, b: Spread): number {
  const [xx, yy, xy] = [a.xx + b.xx, a.yy + b.yy, a.xy + b.xy];
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const both = xx * yy - xy ** 2;
  const shift = (xx * dy ** 2 + yy * dx ** 2 - 2 * xy * dx * dy) / both / 4;
  const distance = shift + Math.log(both / 4 / Math.sqrt(spanOf(a) * spanOf(b))) / 2;
  return 1 - Math.sqrt(1 - Math.exp(-Math.max(distance, 0)));
}

function spanOf({ xx, yy, xy }: Spread): number {
  return Math.max(0, xx * yy - xy ** 2);
}
