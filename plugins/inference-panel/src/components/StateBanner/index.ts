export { StateBanner } from './StateBanner';
export { describeState, type StateDescription } from './describeState';
