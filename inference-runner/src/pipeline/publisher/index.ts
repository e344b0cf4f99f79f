export { Publisher, type PublisherDeps } from './publisher.js';
export { SnapshotKeeper } from './snapshot-keeper.js';
