import type { Detection, Keypoint } from '@framewatch/protocol';

/** Metres: x to the right, y up, z away from the camera, from the place on the floor where the person is. */
type Joint = readonly [x: number, y: number, z: number];
type Skeleton = readonly Joint[];

export interface Camera {
  /** Metres above the floor, and from the person along the floor. */
  height: number;
  distance: number;
  /** Degrees by which it looks down. */
  pitch: number;
}

const ASPECT = 16 / 9;
/** Of a picture's height by the distance: a vertical view of 50 degrees. */
const FOCAL = 0.5 / Math.tan((25 * Math.PI) / 180);

/** Both sides of a body that is seen from the side: `place` of the middle, `half` the distance of the two. */
const pair = ([along, up]: readonly [number, number], half: number): Joint[] => [
  [along, up, -half],
  [along, up, half],
];

interface Profile {
  nose: readonly [number, number];
  ears: readonly [number, number];
  shoulders: readonly [number, number];
  elbows: readonly [number, number];
  wrists: readonly [number, number];
  hips: readonly [number, number];
  knees: readonly [number, number];
  ankles: readonly [number, number];
}

/** The 17 keypoints of COCO, of a body whose two sides do the same. Metres, the person faces along x. */
function skeleton(p: Profile): Joint[] {
  return [
    [...p.nose, 0],
    ...pair([p.nose[0] - 0.03, p.nose[1] + 0.03], 0.03),
    ...pair(p.ears, 0.08),
    ...pair(p.shoulders, 0.19),
    ...pair(p.elbows, 0.23),
    ...pair(p.wrists, 0.23),
    ...pair(p.hips, 0.12),
    ...pair(p.knees, 0.12),
    ...pair(p.ankles, 0.12),
  ];
}

const STANDING: Profile = {
  nose: [0.1, 1.6],
  ears: [0, 1.62],
  shoulders: [0, 1.42],
  elbows: [0, 1.12],
  wrists: [0.03, 0.87],
  hips: [0, 0.93],
  knees: [0.02, 0.5],
  ankles: [0, 0.09],
};

/** Turns a profile by a quarter, so that it lies: `face` up or down is where the front is. */
const laid = (p: Profile, face: 1 | -1): Profile => {
  const turn = ([along, up]: readonly [number, number]): [number, number] => [-(up - 0.85), 0.14 + face * along];
  const parts = Object.entries(p) as [keyof Profile, readonly [number, number]][];
  return Object.fromEntries(parts.map(([part, place]) => [part, turn(place)])) as unknown as Profile;
};

/** A body on its side: what is left and right of it lies one upon the other. */
const onTheSide = (joints: Skeleton): Joint[] => joints.map(([x, y, z]) => [x, 0.2 + z, y - 0.14]);

const swing = (phase: number): Joint[] => {
  const joints = skeleton(STANDING);
  const move = (index: number, by: number) => {
    const [x, y, z] = joints[index] ?? [0, 0, 0];
    joints[index] = [x + by, y, z];
  };
  const step = 0.3 * Math.sin(phase);
  for (const [index, by] of [
    [9, -0.6],
    [10, 0.6],
    [13, 0.5],
    [14, -0.5],
    [15, 1],
    [16, -1],
  ] as const)
    move(index, by * step);
  return joints;
};

/** What people do; `phase` goes on with time. */
export const POSTURES = {
  standing: () => skeleton(STANDING),
  walking: swing,
  sitting: () =>
    skeleton({
      ...STANDING,
      nose: [0.1, 1.12],
      ears: [0, 1.15],
      shoulders: [0, 0.95],
      elbows: [0.05, 0.68],
      wrists: [0.3, 0.6],
      hips: [0, 0.46],
      knees: [0.43, 0.48],
      ankles: [0.43, 0.09],
    }),
  'sitting on the floor': () =>
    skeleton({
      nose: [0, 0.75],
      ears: [-0.1, 0.78],
      shoulders: [-0.12, 0.58],
      elbows: [-0.15, 0.3],
      wrists: [-0.2, 0.1],
      hips: [0, 0.12],
      knees: [0.43, 0.15],
      ankles: [0.84, 0.1],
    }),
  'leaning forward on a chair': () =>
    skeleton({
      nose: [0.45, 0.75],
      ears: [0.4, 0.82],
      shoulders: [0.32, 0.74],
      elbows: [0.4, 0.5],
      wrists: [0.42, 0.25],
      hips: [0, 0.46],
      knees: [0.43, 0.48],
      ankles: [0.43, 0.09],
    }),
  bending: () =>
    skeleton({
      nose: [0.62, 0.72],
      ears: [0.56, 0.82],
      shoulders: [0.45, 0.85],
      elbows: [0.47, 0.55],
      wrists: [0.48, 0.28],
      hips: [-0.05, 0.92],
      knees: [0, 0.5],
      ankles: [0, 0.09],
    }),
  squatting: () =>
    skeleton({
      nose: [0.4, 0.88],
      ears: [0.3, 0.9],
      shoulders: [0.22, 0.72],
      elbows: [0.35, 0.48],
      wrists: [0.45, 0.3],
      hips: [-0.05, 0.3],
      knees: [0.33, 0.5],
      ankles: [0.05, 0.09],
    }),
  kneeling: () =>
    skeleton({
      nose: [0.7, 0.62],
      ears: [0.62, 0.66],
      shoulders: [0.48, 0.55],
      elbows: [0.48, 0.3],
      wrists: [0.5, 0.04],
      hips: [0, 0.5],
      knees: [0.02, 0.08],
      ankles: [-0.42, 0.08],
    }),
  'lying on the back': () => skeleton(laid(STANDING, 1)),
  'lying on the front': () => skeleton(laid(STANDING, -1)),
  'lying on the side': () => onTheSide(skeleton(laid(STANDING, 1))),
  'lying with bent knees': () => skeleton({ ...laid(STANDING, 1), knees: [0.3, 0.5], ankles: [0.5, 0.09] }),
  'hands up': () => skeleton({ ...STANDING, elbows: [0, 1.6], wrists: [0, 1.9] }),
} satisfies Record<string, (phase: number) => Joint[]>;
export type PostureName = keyof typeof POSTURES;

/** How good the keypoints of a model are. */
export interface Model {
  /** Standard deviation of keypoints, in heights of a standing person. */
  noise: number;
  /** Confidence of keypoints that are seen, and of those that are not. */
  seen: number;
  hidden: number;
  /** Share of keypoints that are not seen, somewhere else then. */
  missing: number;
}

/** Confidences as MoveNet and RTMPose give them. */
export const MODELS: Readonly<Record<string, Model>> = {
  exact: { noise: 0, seen: 0.9, hidden: 0.05, missing: 0 },
  movenet: { noise: 0.02, seen: 0.4, hidden: 0.1, missing: 0.08 },
  rtmpose: { noise: 0.01, seen: 0.85, hidden: 0.2, missing: 0.05 },
};

/**
 * What a pose model finds of a person. `azimuth`: degrees by which the person is turned, 0 faces to the right of the
 * picture. `random`: 0 to 1, as Math.random.
 */
export function seen(
  joints: Skeleton,
  { azimuth, camera, model, random }: { azimuth: number; camera: Camera; model: Model; random: () => number }
): Pick<Detection, 'box' | 'keypoints'> {
  const turn = (azimuth * Math.PI) / 180;
  const turned = joints.map(([x, y, z]): Joint => [
    x * Math.cos(turn) - z * Math.sin(turn),
    y,
    x * Math.sin(turn) + z * Math.cos(turn),
  ]);
  const places = turned.map((joint) => project(joint, camera));
  const scale = project([0, 0, 0], camera)[1] - project([0, 1.7, 0], camera)[1];
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const keypoints = places.map(([x, y]): Keypoint => {
    const hidden = random() < model.missing;
    const noise = scale * model.noise * (hidden ? 5 : 1);
    const confidence = (hidden ? model.hidden : model.seen) * (1 + 0.1 * normal());
    return [(x + noise * normal()) / ASPECT, y + noise * normal(), confidence];
  });
  const [xs, ys] = [keypoints.map(([x]) => x), keypoints.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { box: [left, top, Math.max(...xs) - left, Math.max(...ys) - top], keypoints };
}

/** In units of the picture's height, from its top left corner. */
function project([x, y, z]: Joint, { height, distance, pitch }: Camera): [number, number] {
  const down = (pitch * Math.PI) / 180;
  const [up, away] = [y - height, z + distance];
  const depth = away * Math.cos(down) - up * Math.sin(down);
  const below = -up * Math.cos(down) - away * Math.sin(down);
  return [ASPECT / 2 + (FOCAL * x) / depth, 0.5 + (FOCAL * below) / depth];
}
