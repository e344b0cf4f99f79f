export { Badges } from './Badges';
export { describeView, type BadgeDescription } from './describeView';
