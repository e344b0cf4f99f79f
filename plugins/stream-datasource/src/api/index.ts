export { leftOutNotice } from './leftOut';
export { RunnerError, type RunnerErrorKind, toRunnerError } from './errors';
export { socketUrl, ViewerPaths } from './paths';
export { tidyUrl, urlProblem } from './url';
export type { Fetch } from './fetch';
export { type Events, type History, RunnerApi } from './RunnerApi';
