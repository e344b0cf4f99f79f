export { RunnerError, type RunnerErrorKind, toRunnerError } from './errors';
export { socketUrl, ViewerPaths } from './paths';
export { type Fetch, RunnerApi } from './RunnerApi';
