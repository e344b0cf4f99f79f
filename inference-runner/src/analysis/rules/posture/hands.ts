import type { Body } from './body.js';

/** Whether both hands are above the head of somebody who is upright; y is down. */
export function holdsHandsUp({ leftWrist, rightWrist, nose, shoulders, hips }: Body): boolean {
  if (!leftWrist || !rightWrist || !shoulders || !hips) return false;
  const torso = hips[1] - shoulders[1];
  if (torso <= Math.abs(hips[0] - shoulders[0])) return false;
  // Where the face is not seen: a head is about this much above the shoulders.
  const head = nose?.[1] ?? shoulders[1] - HEAD * torso;
  return leftWrist[1] < head && rightWrist[1] < head;
}

/** From the shoulders to the nose, in torsos. */
const HEAD = 0.4;
