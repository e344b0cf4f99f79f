import type { Body, Place } from './body.js';

/** `other` is anything that is neither: sitting, bending, squatting, on all fours. */
export type Posture = 'standing' | 'lying' | 'other';

/** How a person stood, in units of the picture's height. */
export interface Stature {
  torso: number;
  /** From the hips to the ankles. */
  legs: number;
  /** Of all keypoints that were seen. */
  height: number;
  /** Where the ankles were; y is down. */
  feet: number;
}

/** Angles are from straight down in the picture, degrees: 0 is upright, 90 level, 180 upside down. */
const STANDING = { torso: 25, legs: 25, legsToTorso: 1.15 };
/**
 * Somebody who bends has a level torso on upright legs, and who sits and bends forward has legs that go back under the
 * torso; neither has level legs, nor legs that go on in the direction of the torso.
 */
const LYING = { torso: 50, legs: 60, straightLegs: 42, bend: 45 };
/** On hands and knees the thighs are upright: knees lie this much below the hips, in torsos. */
const KNEELING = 0.55;
/** Upside down, feet up: lying with the head towards the camera. */
const INVERTED = 130;
/**
 * Lying along the line of sight: torso, legs and all are this much shorter than the person's own when standing, with the
 * feet where they were. Its legs, which are nearer, are longer by the torso than those of somebody who stands; nobody who
 * squats has that. Who walks away gets smaller, too, but the feet rise in the picture: by 0.16 of the height or more, for a camera
 * that is 0.9 m or more above the floor.
 */
const FORESHORTENED = { torso: 0.5, legs: 0.6, legsToTorso: 1.1, height: 0.68, feetRise: 0.12 };
/** Where the knees of straight legs are on the way from the hips to the ankles, by perspective and noise. */
const KNEES = { from: 0.2, to: 0.85 };
/** With no legs to be seen the whole body has to be this much wider than it is high. */
const WIDE = 1.5;
/** Shorter torsos say no direction, in units of the picture's height. */
const SHORTEST_TORSO = 0.01;

/**
 * Returns the posture of a body; null when too little of it was seen. `stature`: of the same person standing, shortly
 * before; null when the person was not seen to stand.
 */
export function postureOf(body: Body, stature: Stature | null): Posture | null {
  const { shoulders, hips, knees, ankles } = body;
  if (!shoulders || !hips) return null;
  const torso = distance(shoulders, hips);
  const torsoTilt = tilt(shoulders, hips);
  const feet = ankles ?? knees;
  const legs = feet ? distance(hips, feet) : null;
  const legsTilt = feet ? tilt(hips, feet) : null;

  if (torso < SHORTEST_TORSO) return null;
  const now = statureOf(body);
  if (stature && now && isForeshortened(now, stature) && hasStraightLegs(body)) return 'lying';
  if (torsoTilt < LYING.torso) {
    return legs !== null && legsTilt !== null && ankles && isStanding(torso, torsoTilt, legs, legsTilt)
      ? 'standing'
      : 'other';
  }
  if (feet === null || legsTilt === null) return body.width > WIDE * body.height ? 'lying' : null;
  if (knees && knees[1] - hips[1] > KNEELING * torso && tilt(hips, knees) < LYING.straightLegs) return 'other';
  if (torsoTilt > INVERTED) return legsTilt > INVERTED ? 'lying' : 'other';
  const bend = Math.abs(angleBetween(shoulders, hips, feet));
  const lies = legsTilt >= LYING.legs || (legsTilt >= LYING.straightLegs && bend <= LYING.bend);
  return lies ? 'lying' : 'other';
}

/** Returns the lengths of a body; null when parts of it were not seen. */
export function statureOf({ shoulders, hips, ankles, height }: Body): Stature | null {
  if (!shoulders || !hips || !ankles) return null;
  return { torso: distance(shoulders, hips), legs: distance(hips, ankles), height, feet: ankles[1] };
}

function isStanding(torso: number, torsoTilt: number, legs: number, legsTilt: number): boolean {
  return torsoTilt < STANDING.torso && legsTilt < STANDING.legs && legs > STANDING.legsToTorso * torso;
}

function isForeshortened(now: Stature, standing: Stature): boolean {
  return (
    now.torso < FORESHORTENED.torso * standing.torso &&
    now.legs < FORESHORTENED.legs * standing.legs &&
    now.legs / standing.legs > (FORESHORTENED.legsToTorso * now.torso) / standing.torso &&
    now.height < FORESHORTENED.height * standing.height &&
    standing.feet - now.feet < FORESHORTENED.feetRise * standing.height
  );
}

/** Whether the knees lie between hips and ankles: somebody who squats, sits or kneels has them elsewhere. */
function hasStraightLegs({ hips, knees, ankles }: Body): boolean {
  if (!hips || !knees || !ankles) return false;
  const [legX, legY] = [ankles[0] - hips[0], ankles[1] - hips[1]];
  const share = ((knees[0] - hips[0]) * legX + (knees[1] - hips[1]) * legY) / (legX ** 2 + legY ** 2);
  return share > KNEES.from && share < KNEES.to;
}

const distance = ([ax, ay]: Place, [bx, by]: Place): number => Math.hypot(bx - ax, by - ay);

/** Angle of the way from one place to another from straight down, 0 to 180 degrees. */
const tilt = ([ax, ay]: Place, [bx, by]: Place): number => degrees(Math.atan2(Math.abs(bx - ax), by - ay));

/** By how much the way bends at `b`, degrees. */
function angleBetween(a: Place, b: Place, c: Place): number {
  const turn = Math.atan2(c[1] - b[1], c[0] - b[0]) - Math.atan2(b[1] - a[1], b[0] - a[0]);
  return degrees(Math.atan2(Math.sin(turn), Math.cos(turn)));
}

const degrees = (radians: number): number => (radians * 180) / Math.PI;
