export { eventAnnotations } from './eventsFrame';
export { interpolateQuery, valuesOf } from './interpolate';
export { readQuery } from './readQuery';
export { type QueryContext, runQuery } from './runQuery';
