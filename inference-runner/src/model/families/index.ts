import type { ModelFamily } from './family.js';
import { moveNetMultiPose } from './movenet-multipose.js';

export type { FamilySettings, ModelFamily } from './family.js';
export { type FamilyOptions, type OptionName, OPTIONS } from './options.js';

/** Every model family that the runner knows, each a file of this folder. A model is of the first that it fits. */
export const FAMILIES: readonly ModelFamily[] = [moveNetMultiPose];

/** Throws an Error when there is none of that name. */
export function familyNamed(name: string): ModelFamily {
  const family = FAMILIES.find((each) => each.name === name);
  if (!family) throw new Error(`there is no model family ${name}`);
  return family;
}
