export type { Behind } from './LoadGovernor';
export { LoadWatch } from './LoadWatch';
export type { Reduction } from './reductions';
