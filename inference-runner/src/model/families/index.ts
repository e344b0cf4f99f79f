import { anchorBased } from './anchor-based.js';
import { anchorFree } from './anchor-free.js';
import { blazeFace } from './blazeface.js';
import { centerNet } from './centernet.js';
import { detrLogits } from './detr-logits.js';
import { detrQueries } from './detr-queries.js';
import { detrSized } from './detr-sized.js';
import type { ModelFamily } from './family.js';
import { mmdeployDetection, rtmo } from './mmdeploy.js';
import { moveNetMultiPose } from './movenet-multipose.js';
import { moveNetSinglePose } from './movenet-singlepose.js';
import { nanoDet } from './nanodet.js';
import { nanoDetPlus } from './nanodet-plus.js';
import { oneToOne } from './one-to-one.js';
import { rfDetr } from './rf-detr.js';
import { rtmPose } from './rtmpose.js';
import { yolox } from './yolox.js';

export { differenceFrom } from './expectation.js';
export {
  CERTAINTIES,
  type Certainty,
  type FamilySettings,
  type Hints,
  type ModelFamily,
  type Reading,
} from './family.js';
export { type FamilyOptions, type OptionName, OPTIONS } from './options.js';

/** Every model family that the runner knows, each a file of this folder. */
export const FAMILIES: readonly ModelFamily[] = [
  moveNetMultiPose,
  moveNetSinglePose,
  anchorFree,
  oneToOne,
  anchorBased,
  yolox,
  mmdeployDetection,
  rtmo,
  rtmPose,
  nanoDetPlus,
  nanoDet,
  centerNet,
  blazeFace,
  detrQueries,
  detrSized,
  detrLogits,
  rfDetr,
];

/** Throws an Error when there is none of that name. */
export function familyNamed(name: string): ModelFamily {
  const family = FAMILIES.find((each) => each.name === name);
  if (!family) throw new Error(`there is no model family ${name}`);
  return family;
}
