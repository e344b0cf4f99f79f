import type { Suppression } from './suppress.js';

/** A box that is turned: centre, size and angle (radians). */
export type OrientedBox = readonly [x: number, y: number, width: number, height: number, angle: number];

/**
 * Makes a suppression of oriented boxes, as their exporter has it: a box is left out where a more confident one of its class, which
 * may be left out itself, is like it by more than `iou` (probabilistic intersection over union). `boxOf` gives the box of a row. Where
 * boxes are equally confident, which of them is left out depends on their order: that of the places here, undefined in the exporter.
 */
export function orientedSuppression(boxOf: (row: number) => OrientedBox): Suppression {
  return ({ classIds, rows }, order, iou, most) => {
    const spreads = order.map((index) => spreadOf(boxOf(rows[index] ?? 0), classIds[index] ?? 0));
    const limit = distanceFor(iou);
    const kept: number[] = [];
    for (const [place, own] of spreads.entries()) {
      if (kept.length === most) break;
      if (!isLikeOneBefore(spreads, place, own, limit)) kept.push(order[place] ?? 0);
    }
    return kept;
  };
}

/** A box as a normal distribution: its centre and covariances. */
interface Spread {
  classId: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
  /** Determinant of the covariances. */
  span: number;
}

function spreadOf([x, y, width, height, angle]: OrientedBox, classId: number): Spread {
  const [along, across] = [width ** 2 / 12, height ** 2 / 12];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const xx = along * cos ** 2 + across * sin ** 2;
  const yy = along * sin ** 2 + across * cos ** 2;
  const xy = (along - across) * cos * sin;
  return { classId, x, y, xx, yy, xy, span: Math.max(0, xx * yy - xy ** 2) };
}

function isLikeOneBefore(spreads: readonly Spread[], place: number, own: Spread, limit: number): boolean {
  for (let before = 0; before < place; before += 1) {
    const other = spreads[before];
    if (other?.classId === own.classId && isNearer(own, other, limit)) return true;
  }
  return false;
}

/**
 * The Bhattacharyya distance at which two boxes are as like each other as `iou`: that is one less their Hellinger distance. J. M. Llerena
 * et al., "Gaussian Bounding Boxes and Probabilistic Intersection-over-Union for Object Detection", 2021, arXiv:2106.06072.
 */
function distanceFor(iou: number): number {
  return -Math.log(1 - (1 - iou) ** 2);
}

/** Whether their Bhattacharyya distance is less. It has two parts, none of which is below 0: most boxes are told apart by the first. */
function isNearer(a: Spread, b: Spread, limit: number): boolean {
  const [xx, yy, xy] = [a.xx + b.xx, a.yy + b.yy, a.xy + b.xy];
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const both = xx * yy - xy * xy;
  const ofPlace = (xx * dy * dy + yy * dx * dx - 2 * xy * dx * dy) / both / 4;
  if (ofPlace >= limit) return false;
  const ofShape = Math.log(both / 4 / Math.sqrt(a.span * b.span)) / 2;
  return ofPlace + Math.max(ofShape, 0) < limit;
}
