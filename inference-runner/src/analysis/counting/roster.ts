import type { Box, Detection, FrameResult } from '@framewatch/protocol';

/** Longer than a tracker remembers what it lost, unless it is told to. */
const GONE_AFTER_US = 3_000_000;
/** A new track may go on with an object that was lost for no longer than this. */
const RESUMED_WITHIN_US = 1_500_000;
/** The motion of an object is measured over at least this time, so that the shaking of its box does not count. */
const MOTION_US = 250_000;
/** Two boxes whose sides differ by more than this factor are not of one object. */
const MOST_GROWTH = 2;

/** A detection with a track. */
export type Tracked = Detection & { track: number };

/** One object from its first sight to its last, even where its track was lost and another one went on. */
export interface Member<T> {
  /** Of its newest sight. */
  track: number;
  class: string;
  box: Box;
  /** pts of its newest sight, microseconds. */
  lastUs: number;
  /** Where its centre was, at two instants: its motion is from there to here. */
  marks: readonly [Mark, Mark];
  /** What is kept of it. */
  readonly of: T;
}

interface Mark {
  x: number;
  y: number;
  atUs: number;
}

/** Who is who: keeps the objects that are seen, and those that may come back. */
export class Roster<T> {
  /** By track. */
  readonly #members = new Map<number, Member<T>>();

  /** `goneAfterUs`: who was not seen for so long is gone for good. */
  constructor(
    private readonly create: () => T,
    private readonly goneAfterUs = GONE_AFTER_US
  ) {}

  /** Takes a frame. Returns the object of each of its detections that has a track. */
  see({ ptsUs, detections }: FrameResult): Map<Detection, Member<T>> {
    const tracked = detections.filter((detection): detection is Tracked => detection.track !== undefined);
    const [known, newcomers] = [
      tracked.filter(({ track }) => this.#members.has(track)),
      tracked.filter(({ track }) => !this.#members.has(track)),
    ];
    // Those that are known first: what is left then is lost.
    return new Map([
      ...known.map((detection) => [detection, this.#take(detection, ptsUs)] as const),
      ...newcomers.map((detection) => [detection, this.#admit(detection, ptsUs)] as const),
    ]);
  }

  /** Forgets the objects that are gone for good, and returns them. */
  gone(ptsUs: number): Member<T>[] {
    const gone = [...this.#members.values()].filter(({ lastUs }) => ptsUs - lastUs > this.goneAfterUs);
    for (const { track } of gone) this.#members.delete(track);
    return gone;
  }

  /** Forgets all objects and returns them. */
  dismiss(): Member<T>[] {
    const gone = [...this.#members.values()];
    this.#members.clear();
    return gone;
  }

  #take({ track, box }: Tracked, ptsUs: number): Member<T> {
    const member = this.#members.get(track);
    if (!member) throw new Error(`track ${track} is not known`);
    member.box = box;
    member.lastUs = ptsUs;
    if (ptsUs - member.marks[1].atUs >= MOTION_US) member.marks = [member.marks[1], markOf(box, ptsUs)];
    return member;
  }

  #admit(newcomer: Tracked, ptsUs: number): Member<T> {
    const { track, box } = newcomer;
    const lost = this.#lostLike(newcomer, ptsUs);
    if (lost) {
      this.#members.delete(lost.track);
      lost.track = track;
      this.#members.set(track, lost);
      return this.#take(newcomer, ptsUs);
    }
    const mark = markOf(box, ptsUs);
    const member: Member<T> = {
      track,
      class: newcomer.class,
      box,
      lastUs: ptsUs,
      marks: [mark, mark],
      of: this.create(),
    };
    this.#members.set(track, member);
    return member;
  }

  /** Returns the lost object that a new track most likely goes on with. */
  #lostLike({ class: name, box }: Tracked, ptsUs: number): Member<T> | null {
    let nearest: Member<T> | null = null;
    let least = Infinity;
    for (const member of this.#members.values()) {
      const lostForUs = ptsUs - member.lastUs;
      if (member.class !== name || lostForUs <= 0 || lostForUs > RESUMED_WITHIN_US || !alike(member.box, box)) continue;
      const moved = movedTo(member, ptsUs);
      // Who walked out of the picture is not who comes in at the same place.
      if (!inPicture(moved) || !(middleIsIn(member.box, box) || middleIsIn(moved, box))) continue;
      const away = distance(moved, box);
      if (away < least) [nearest, least] = [member, away];
    }
    return nearest;
  }
}

function markOf([x, y, width, height]: Box, atUs: number): Mark {
  return { x: x + width / 2, y: y + height / 2, atUs };
}

/** Where the object is at an instant, if it moves on as it did. */
function movedTo<T>({ box, lastUs, marks: [mark] }: Member<T>, ptsUs: number): Box {
  const [x, y, width, height] = box;
  const here = markOf(box, lastUs);
  const share = lastUs === mark.atUs ? 0 : (ptsUs - lastUs) / (lastUs - mark.atUs);
  return [x + (here.x - mark.x) * share, y + (here.y - mark.y) * share, width, height];
}

function inPicture([x, y, width, height]: Box): boolean {
  const [centreX, centreY] = [x + width / 2, y + height / 2];
  return centreX >= 0 && centreX <= 1 && centreY >= 0 && centreY <= 1;
}

/** Whether the middle of `b` is in `a`. */
function middleIsIn(a: Box, b: Box): boolean {
  const [x, y] = [b[0] + b[2] / 2, b[1] + b[3] / 2];
  return x >= a[0] && x <= a[0] + a[2] && y >= a[1] && y <= a[1] + a[3];
}

function alike(a: Box, b: Box): boolean {
  const factor = (one: number, other: number) => Math.max(one, other) / Math.max(Math.min(one, other), Number.EPSILON);
  return factor(a[2], b[2]) <= MOST_GROWTH && factor(a[3], b[3]) <= MOST_GROWTH;
}

function distance(a: Box, b: Box): number {
  return Math.hypot(a[0] + a[2] / 2 - b[0] - b[2] / 2, a[1] + a[3] / 2 - b[1] - b[3] / 2);
}
