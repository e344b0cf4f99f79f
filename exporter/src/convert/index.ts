export { checkConsistent, InconsistentSnapshotError } from './check.js';
export { addSnapshot } from './convert.js';
export { EXPORTER, RUNNER } from './families.js';
