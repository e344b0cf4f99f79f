import type { Anchor, Box, Direction } from '@framewatch/protocol';
import { certainPoints, pathPoint } from './anchor.js';
import { Confirmed } from './confirmed.js';
import { type Point, segmentsMeet, sideOf } from './geometry.js';

/** A line as it is configured. */
export interface CountedLine {
  id: string;
  from: Point;
  to: Point;
  /** Classes that are counted on it; left out for all. */
  classes?: readonly string[] | undefined;
  anchor: Anchor;
}

/** On which side of one line one object is: 1 right, -1 left. */
export interface Whereabouts {
  /** Null before its side was seen for the first time. */
  side: Confirmed<-1 | 1> | null;
  /** Its newest place beside the endless line, and on which side of it that is. */
  last: { point: Point; side: -1 | 1 } | null;
  /** Whether its path went through the line itself when it changed sides last, not past one of its ends. */
  through: boolean;
}

/** Tells who crosses a line, and in which direction. */
export class LineCrossings {
  constructor(
    readonly line: CountedLine,
    private readonly frames: number
  ) {}

  counts(name: string): boolean {
    return this.line.classes?.includes(name) ?? true;
  }

  create(): Whereabouts {
    return { side: null, last: null, through: false };
  }

  /** Takes one sight of an object. Returns the direction in which it has crossed by it, null when it has not. */
  see(whereabouts: Whereabouts, box: Box): Direction | null {
    this.#follow(whereabouts, box);
    const side = this.#sideOf(box);
    if (whereabouts.side === null) {
      if (side !== null) whereabouts.side = new Confirmed(this.frames, side);
      return null;
    }
    const across = whereabouts.side.take(side);
    if (!across || !whereabouts.through) return null;
    return whereabouts.side.state === 1 ? 'in' : 'out';
  }

  /** Null when the object is on the line, or may be. */
  #sideOf(box: Box): -1 | 1 | null {
    const { from, to, anchor } = this.line;
    const [first, ...others] = certainPoints(box, anchor).map((point) => sideOf(from, to, point));
    return first !== undefined && first !== 0 && others.every((side) => side === first) ? first : null;
  }

  #follow(whereabouts: Whereabouts, box: Box): void {
    const { from, to, anchor } = this.line;
    const point = pathPoint(box, anchor);
    const side = sideOf(from, to, point);
    if (side === 0) return;
    const { last } = whereabouts;
    if (last && last.side !== side) whereabouts.through = segmentsMeet(last.point, point, from, to);
    whereabouts.last = { point, side };
  }
}
