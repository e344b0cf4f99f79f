import type { Labels } from '@framewatch/protocol';
import type { FileFacts } from '../types.js';
import { COCO_POSE } from './coco-pose.js';

/** Names of keypoints, and the lines between them: the file's, those of COCO where there are as many, else numbers. */
export function keypointLabels(count: number, { keypoints }: FileFacts): Pick<Labels, 'keypoints' | 'skeleton'> {
  const isCoco = count === COCO_POSE.keypoints.length;
  const skeleton = isCoco ? COCO_POSE.skeleton : [];
  if (keypoints?.names?.length === count) return { keypoints: [...keypoints.names], skeleton };
  if (isCoco) return { keypoints: COCO_POSE.keypoints, skeleton };
  return { keypoints: Array.from({ length: count }, (_, index) => `keypoint ${index}`), skeleton };
}

export const NO_KEYPOINTS: Pick<Labels, 'keypoints' | 'skeleton'> = { keypoints: [], skeleton: [] };
