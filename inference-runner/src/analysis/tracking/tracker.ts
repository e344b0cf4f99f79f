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
  /** Of the picture, in its heights. */
  readonly width: number;
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

const confirmed = ({ id }: Track) => id !== null;
const CLOSE: Likeness = { widened: 0.1, spreads: 0, mostSides: 0, heights: 1, least: 0.45 };
const FAR: Likeness = { widened: 0.25, spreads: 1.5, mostSides: 0.7, heights: 3, least: 0.2 };

/**
 * Sure detections first, the unsure rest then (ByteTrack, Zhang et al. 2022): what is unsure is most often an object that is
 * known and half hidden. Sure ones close to where an object is expected come before those that are far (C-BIoU). The numbers were
 * found by trying others on the scenes of docs/tracking.md; none of them matters much.
 */
const ROUNDS: readonly Round[] = [
  { ...CLOSE, looks: confirmed, takes: ({ sure }) => sure },
  { ...FAR, looks: confirmed, takes: ({ sure }) => sure },
  { ...CLOSE, looks: confirmed, takes: () => true },
  { ...FAR, looks: (track) => !confirmed(track), takes: ({ sure }) => sure },
];

/** Frames one after the other in which an object is seen before it has an id. */
const CONFIRMED_AFTER = 2;
/** A detection that overlaps one of a known object by more is one more of it. */
const SAME_OBJECT = 0.65;

/** Follows the objects of one class that one model finds. */
export class Tracker {
  #tracks: Track[] = [];

  /** `begin`: returns the id of an object that is new. */
  constructor(private readonly begin: () => number) {}

  /** Returns for each detection of a frame the id of its object; null while that is not sure to be one. */
  update(sightings: readonly Sighting[], moment: Moment): (number | null)[] {
    const seen = sightings.map((sighting): Seen => ({ ...sighting, track: null }));
    const expected = this.#expect(moment);
    for (const round of ROUNDS) associate(expected, seen, round, moment.timeS);
    for (const { track, found } of expected) {
      if (!found) track.missed += 1;
      else if (track.seen >= CONFIRMED_AFTER) track.id ??= this.begin();
    }
    const going = expected.map(({ track }) => track).filter((track) => confirmed(track) || track.missed === 0);
    this.#tracks = going.concat(moment.damaged ? [] : this.#newTracks(seen, moment));
    return seen.map(({ track }) => track?.id ?? null);
  }

  /** Returns the tracks that may be seen: neither lost for too long nor gone out of the picture. */
  #expect({ timeS, lostS, width }: Moment): Expected[] {
    return this.#tracks
      .filter((track) => timeS - track.timeS <= lostS)
      .map((track): Expected => ({ track, prediction: track.predict(timeS), found: false }))
      .filter(({ track, prediction: { rect } }) => track.missed === 0 || isInside(rect, width));
  }

  #newTracks(seen: readonly Seen[], { timeS, first }: Moment): Track[] {
    const known = seen.filter(({ track }) => track !== null);
    const fresh = seen.filter(
      ({ track, sure, rect }) => !track && sure && !known.some((other) => iou(other.rect, rect) > SAME_OBJECT)
    );
    return fresh.map((sighting) => {
      const track = new Track(sighting.rect, timeS);
      if (first) track.id = this.begin();
      sighting.track = track;
      return track;
    });
  }
}

function associate(expected: readonly Expected[], seen: readonly Seen[], round: Round, timeS: number): void {
  const looking = expected.filter(({ track, found }) => !found && round.looks(track));
  const open = seen.filter((sighting) => !sighting.track && round.takes(sighting));
  if (looking.length === 0 || open.length === 0) return;
  const indices = pair(
    looking.map(({ prediction }) => prediction),
    open.map(({ rect }) => rect),
    round
  );
  for (const [row, one] of looking.entries()) {
    const sighting = open[indices[row] ?? -1];
    if (!sighting) continue;
    one.found = true;
    one.track.found(sighting.rect, timeS);
    sighting.track = one.track;
  }
}

function isInside({ left, top, right, bottom }: Rect, width: number): boolean {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return x > 0 && x < width && y > 0 && y < 1;
}
