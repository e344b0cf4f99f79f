import { type Likeness, pair } from './pairing.js';
import { iou, type Rect } from './rect.js';
import { type Prediction, Track } from './track.js';

/** A detection as a tracker sees it. */
export interface Sighting {
  readonly rect: Rect;
  /** Whether the model is sure enough of it for an object to begin with it. */
  readonly sure: boolean;
}

/** What is to be known of a frame beside its detections. */
export interface Moment {
  /** Seconds, never less than before. */
  readonly timeS: number;
  /** True for the first frame of an epoch. */
  readonly first: boolean;
  /** True where parts of the picture were lost. */
  readonly damaged: boolean;
  /** Seconds after which an object that was not seen is gone. */
  readonly lostS: number;
}

interface Seen extends Sighting {
  track: Track | null;
}

interface Expected {
  readonly track: Track;
  readonly prediction: Prediction;
  found: boolean;
}

/** One step of the association: which tracks look for which detections, and how alike they have to be. */
interface Round extends Likeness {
  readonly looks: (track: Track) => boolean;
  readonly takes: (sighting: Sighting) => boolean;
}

/** Frames without an object after which it no longer takes what the model is unsure of. */
export const TUNING = { unsureAfter: 15, duplicate: 0.65, confirmed: 2 };

/**
 * Sure detections first, the unsure rest then (ByteTrack, Zhang et al. 2022): what is unsure is most often an object that is
 * known and half hidden. Sure ones close to where an object is expected come before those that are far (C-BIoU).
 */
export const ROUNDS: Round[] = [
  { looks: (track) => track.id !== null, takes: ({ sure }) => sure, widened: 0.1, spreads: 0, overlap: 0.4 },
  { looks: (track) => track.id !== null, takes: ({ sure }) => sure, widened: 0.25, spreads: 1.5, overlap: 0.2 },
  {
    looks: (track) => track.id !== null && track.missed < TUNING.unsureAfter,
    takes: () => true,
    widened: 0,
    spreads: 0.5,
    overlap: 0.45,
  },
  { looks: (track) => track.id === null, takes: ({ sure }) => sure, widened: 0.25, spreads: 1.5, overlap: 0.2 },
];

/** Follows the objects of one class that one model finds. */
export class Tracker {
  #tracks: Track[] = [];

  /** `begin`: returns the id of an object that is new. */
  constructor(private readonly begin: () => number) {}

  /** Returns for each detection of a frame the id of its object; null while that is not sure to be one. */
  update(sightings: readonly Sighting[], { timeS, first, damaged, lostS }: Moment): (number | null)[] {
    const seen = sightings.map((sighting): Seen => ({ ...sighting, track: null }));
    const expected = this.#tracks
      .filter((track) => timeS - track.timeS <= lostS)
      .map((track): Expected => ({ track, prediction: track.predict(timeS), found: false }));
    for (const round of ROUNDS) associate(expected, seen, round, timeS);

    for (const { track, found } of expected) {
      if (!found) track.missed += 1;
      else if (track.seen >= TUNING.confirmed) track.id ??= this.begin();
    }
    const going = expected.map(({ track }) => track).filter(({ id, missed }) => id !== null || missed === 0);
    const known = seen.filter(({ track }) => track !== null);
    for (const sighting of damaged ? [] : seen) {
      if (sighting.track || !sighting.sure) continue;
      if (known.some(({ rect }) => iou(rect, sighting.rect) > TUNING.duplicate)) continue;
      sighting.track = new Track(sighting.rect, timeS);
      if (first) sighting.track.id = this.begin();
      going.push(sighting.track);
    }
    this.#tracks = going;
    return seen.map(({ track }) => track?.id ?? null);
  }
}

function associate(expected: readonly Expected[], seen: readonly Seen[], round: Round, timeS: number): void {
  const looking = expected.filter(({ track, found }) => !found && round.looks(track));
  const open = seen.filter((sighting) => !sighting.track && round.takes(sighting));
  if (looking.length === 0 || open.length === 0) return;
  const boxes = open.map(({ rect }) => rect);
  const indices = pair(
    looking.map(({ prediction }) => prediction),
    boxes,
    round
  );
  for (const [row, one] of looking.entries()) {
    const sighting = open[indices[row] ?? -1];
    if (!sighting) continue;
    one.found = true;
    sighting.track = one.track;
    one.track.found(sighting.rect, timeS);
  }
}
